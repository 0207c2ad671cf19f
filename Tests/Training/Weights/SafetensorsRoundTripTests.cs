#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Frozen.Gguf;
using Repartee.Training.Weights;

namespace Repartee.Training.Tests.Weights
{
    public sealed class SafetensorsRoundTripTests
    {
        private string folder = "";
        private string path = "";

        [SetUp]
        public void CreateFolder()
        {
            folder = Directory.CreateTempSubdirectory("repartee-").FullName;
            path = Path.Combine(folder, "model.safetensors");
        }

        [TearDown]
        public void DeleteFolder() => Directory.Delete(folder, true);

        private static float[] Noise(int count, int seed)
        {
            var random = new Random(seed);
            return Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() * 4 - 2)).ToArray();
        }

        private static SafetensorsTensor Tensor(string name, float[] data, params long[] shape) => new SafetensorsTensor(name, shape, data);

        [Test]
        public void Float32ComesBackBitForBit()
        {
            float[] weights = Noise(100_003, 1);
            weights[5] = float.NaN;
            weights[6] = float.NegativeInfinity;
            weights[7] = -0f;
            var metadata = new Dictionary<string, string> { ["format"] = "pt", ["änder\"ung"] = "x\ny" };
            SafetensorsWriter.Write(
                path,
                new[] { Tensor("b", weights, 100_003), Tensor("a", new[] { 3f }), Tensor("none", Array.Empty<float>(), 0, 7) },
                SafetensorsDType.F32, metadata);

            using SafetensorsFile file = SafetensorsFile.Open(path);
            var read = new float[weights.Length];
            file.ReadFloat32("b", read);
            Assert.That(read.Select(BitConverter.SingleToInt32Bits), Is.EqualTo(weights.Select(BitConverter.SingleToInt32Bits)));
            var scalar = new float[1];
            file.ReadFloat32("a", scalar);
            Assert.That(scalar[0], Is.EqualTo(3f));
            file.ReadFloat32("none", Span<float>.Empty);
            Assert.That(file.Entries["none"].Shape, Is.EqualTo(new long[] { 0, 7 }));
            Assert.That(file.Entries["a"].Shape, Is.Empty);
            Assert.That(file.Entries["b"].ByteCount, Is.EqualTo(400_012));
            Assert.That(file.Metadata, Is.EqualTo(metadata));
        }

        [TestCase(SafetensorsDType.F16)]
        [TestCase(SafetensorsDType.BF16)]
        public void HalvesComeBackRoundedOnce(SafetensorsDType dtype)
        {
            float[] weights = Noise(70_001, 2);
            SafetensorsWriter.Write(path, new[] { Tensor("w", weights, 70_001) }, dtype);
            using SafetensorsFile file = SafetensorsFile.Open(path);
            var read = new float[weights.Length];
            file.ReadFloat32("w", read);
            Assert.That(file.Entries["w"].DType, Is.EqualTo(dtype));
            Assert.That(read, Is.EqualTo(weights.Select(w => dtype == SafetensorsDType.F16
                ? (float)(Half)w
                : HalfBits.FromBF16(HalfBits.ToBF16(w)))));
        }

        [TestCase(SafetensorsDType.F32)]
        [TestCase(SafetensorsDType.F16)]
        [TestCase(SafetensorsDType.BF16)]
        public void APartOfATensorIsThatPartOfTheWhole(SafetensorsDType dtype)
        {
            SafetensorsWriter.Write(path, new[] { Tensor("a", Noise(3, 5), 3), Tensor("w", Noise(70_001, 6), 70_001) }, dtype);
            using SafetensorsFile file = SafetensorsFile.Open(path);
            var whole = new float[70_001];
            file.ReadFloat32("w", whole);
            foreach ((int first, int count) in new[] { (0, 1), (1, 7), (32_767, 33_001), (70_000, 1), (0, 70_001), (70_001, 0) })
            {
                var part = new float[count];
                file.ReadFloat32("w", first, part);
                Assert.That(part, Is.EqualTo(whole.AsSpan(first, count).ToArray()));
            }
        }

        [TestCase(-1, 1)]
        [TestCase(4, 1)]
        [TestCase(2, 3)]
        [TestCase(long.MaxValue, 1)]
        public void APartBeyondTheTensorIsRefused(long first, int count)
        {
            SafetensorsWriter.Write(path, new[] { Tensor("w", new float[4], 2, 2) }, SafetensorsDType.F32);
            using SafetensorsFile file = SafetensorsFile.Open(path);
            Assert.That(
                () => file.ReadFloat32("w", first, new float[count]),
                Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.StartsWith(
                    $"{path}: expected a part of the 4 elements of tensor 'w' [2, 2], but found {count} elements from {first}."));
        }

        [TestCase(SafetensorsDType.F32)]
        [TestCase(SafetensorsDType.F16)]
        [TestCase(SafetensorsDType.BF16)]
        public void ASourceIsAskedForOnePartAfterTheOther(SafetensorsDType dtype)
        {
            const int count = 600_000;
            float[] weights = Noise(count, 7);
            long next = 0;
            int longest = 0;
            void Fill(long first, Span<float> destination)
            {
                if (first != next) throw new InvalidOperationException($"Asked for {first}, not {next}.");
                next += destination.Length;
                longest = Math.Max(longest, destination.Length);
                weights.AsSpan((int)first, destination.Length).CopyTo(destination);
            }

            SafetensorsWriter.Write(path, new[] { Tensor("w", weights, 600, 1000) }, dtype);
            byte[] expected = File.ReadAllBytes(path);
            SafetensorsWriter.Write(path, new[] { new SafetensorsTensor("w", new long[] { 600, 1000 }, Fill) }, dtype);
            Assert.That(File.ReadAllBytes(path).AsSpan().SequenceEqual(expected), Is.True);
            Assert.That((next, longest), Is.EqualTo(((long)count, 262_144)));
        }

        [Test]
        public void AnExceptionOfASourceLeavesTheOldFile()
        {
            SafetensorsWriter.Write(path, new[] { Tensor("w", new[] { 1f }, 1) }, SafetensorsDType.F32);
            byte[] old = File.ReadAllBytes(path);
            static void Fail(long first, Span<float> destination) => throw new InvalidOperationException("device lost");
            Assert.That(
                () => SafetensorsWriter.Write(
                    path, new[] { new SafetensorsTensor("w", new long[] { 1 }, Fail) }, SafetensorsDType.F32),
                Throws.InvalidOperationException.With.Message.EqualTo("device lost"));
            Assert.That(File.ReadAllBytes(path), Is.EqualTo(old));
            Assert.That(Directory.GetFiles(folder), Has.Length.EqualTo(1));
        }

        [Test]
        public void AMissingFileIsNamed() =>
            Assert.That(
                () => SafetensorsFile.Open(path),
                Throws.InstanceOf<FileNotFoundException>().With.Message.EqualTo(
                    $"{path}: expected this file, but it is not there. Copy or download it again."));

        [Test]
        public void ATensorTooLargeForAnyFileIsRefused() =>
            Assert.That(
                () => SafetensorsWriter.Write(
                    path, new[] { new SafetensorsTensor("w", new[] { long.MaxValue, 2L }, new float[1]) }, SafetensorsDType.F32),
                Throws.InstanceOf<OverflowException>());

        [Test]
        public void TensorsBeginAlignedAndInOrdinalOrder()
        {
            SafetensorsWriter.Write(
                path,
                new[] { Tensor("b", new float[3], 3), Tensor("B", new float[2], 2), Tensor("a", new float[1], 1) },
                SafetensorsDType.F32);
            byte[] bytes = File.ReadAllBytes(path);
            long length = BitConverter.ToInt64(bytes, 0);
            string header = Encoding.UTF8.GetString(bytes, 8, (int)length);
            Assert.That(length % 8, Is.Zero);
            Assert.That(header.TrimEnd(' '), Is.EqualTo(
                "{\"B\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}," +
                "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]}," +
                "\"b\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[12,24]}}"));
            Assert.That(bytes, Has.Length.EqualTo(8 + length + 24));
        }

        [Test]
        public void TheSameTensorsMakeTheSameFile()
        {
            SafetensorsTensor[] tensors = { Tensor("b", Noise(9, 3), 9), Tensor("a", Noise(4, 4), 2, 2) };
            SafetensorsWriter.Write(path, tensors, SafetensorsDType.F16);
            byte[] first = File.ReadAllBytes(path);
            SafetensorsWriter.Write(path, tensors.Reverse(), SafetensorsDType.F16);
            Assert.That(File.ReadAllBytes(path), Is.EqualTo(first));
        }

        [Test]
        public void ManyThreadsMayReadAtOnce()
        {
            SafetensorsTensor[] tensors = Enumerable.Range(0, 16).Select(i => Tensor($"t{i}", Noise(5000, i), 5000)).ToArray();
            SafetensorsWriter.Write(path, tensors, SafetensorsDType.F32);
            using SafetensorsFile file = SafetensorsFile.Open(path);
            var same = new bool[16];
            Parallel.For(0, 16, i =>
            {
                var read = new float[5000];
                file.ReadFloat32($"t{i}", read);
                same[i] = read.SequenceEqual(Noise(5000, i));
            });
            Assert.That(same, Is.All.True);
        }

        [Test]
        public void AFailureWhileWritingLeavesTheOldFile()
        {
            SafetensorsWriter.Write(path, new[] { Tensor("w", new[] { 1f }, 1) }, SafetensorsDType.F32);
            byte[] old = File.ReadAllBytes(path);
            var wrong = Assert.Throws<ArgumentException>(
                () => SafetensorsWriter.Write(path, new[] { Tensor("w", new float[3], 2, 2) }, SafetensorsDType.F32));
            Assert.That(
                wrong!.Message,
                Is.EqualTo("Expected 4 elements for tensor 'w' [2, 2], but found 3. Give it as many as its sizes multiply to."));
            Assert.That(File.ReadAllBytes(path), Is.EqualTo(old));
            Assert.That(Directory.GetFiles(folder), Has.Length.EqualTo(1));
        }

        [Test]
        public void NamesThatCannotBeToldApartAreRefused()
        {
            SafetensorsTensor one = Tensor("w", new float[1], 1);
            Assert.That(
                () => SafetensorsWriter.Write(path, new[] { one, one }, SafetensorsDType.F32),
                Throws.ArgumentException.With.Message.EqualTo("Two tensors are called 'w'; names must differ."));
            Assert.That(
                () => SafetensorsWriter.Write(path, new[] { Tensor("__metadata__", new float[1], 1) }, SafetensorsDType.F32),
                Throws.ArgumentException.With.Message.StartsWith("A tensor cannot be called '__metadata__'"));
        }

        [Test]
        public void WeightsAreNotWrittenAsIntegers() =>
            Assert.That(
                () => SafetensorsWriter.Write(path, Array.Empty<SafetensorsTensor>(), SafetensorsDType.I32),
                Throws.ArgumentException.With.Message.StartsWith("Weights are written as F32, F16 or BF16, but I32 was asked for."));

        [Test]
        public void AMissingTensorAndAWrongLengthAreNamed()
        {
            SafetensorsWriter.Write(path, new[] { Tensor("w", new float[4], 2, 2) }, SafetensorsDType.F32);
            using SafetensorsFile file = SafetensorsFile.Open(path);
            Assert.That(
                () => file.ReadFloat32("v", new float[4]),
                Throws.InstanceOf<InvalidDataException>().With.Message.EqualTo(
                    $"{path}: expected tensor 'v', but found none. It has 'w'. Take the weights and the config beside them from the " +
                    "same download."));
            Assert.That(
                () => file.ReadFloat32("w", new float[3]),
                Throws.ArgumentException.With.Message.StartsWith(
                    $"{path}: expected a destination of 4 elements for tensor 'w' [2, 2], but found one of 3."));
        }
    }
}
