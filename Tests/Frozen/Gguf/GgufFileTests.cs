#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Repartee.Frozen.Gguf;

namespace Repartee.Frozen.Tests.Gguf
{
    public sealed class GgufFileTests
    {
        private string folder = "";
        private string path = "";

        [SetUp]
        public void CreateFolder()
        {
            folder = TemporaryFolder.Create();
            path = Path.Combine(folder, "actor.gguf");
        }

        [TearDown]
        public void DeleteFolder() => Directory.Delete(folder, true);

        private static float[] Values(int count)
        {
            var random = new Random(count);
            return Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() * 2 - 1)).ToArray();
        }

        private static GgufTensor Tensor(string name, GgufType type, float[] values, params long[] shape) =>
            new GgufTensor(name, shape, type, (first, part) => values.AsSpan((int)first, part.Length).CopyTo(part));

        private GgufFile WriteAndOpen(params GgufTensor[] tensors)
        {
            GgufWriter.Write(path, new Dictionary<string, object>(), tensors);
            return GgufFile.Open(path);
        }

        // Several of the reader's chunks of 64 KiB and several of the writer's parts of 262144 elements.
        [TestCase(GgufType.F32, 3)]
        [TestCase(GgufType.F16, 3)]
        [TestCase(GgufType.Q8_0, 3)]
        [TestCase(GgufType.F32, 9000)]
        [TestCase(GgufType.F16, 9000)]
        [TestCase(GgufType.Q8_0, 9000)]
        public void ATensorComesBackBitForBit(GgufType type, int rows)
        {
            float[] values = Values(rows * 64);
            float[] expected = Stored(type, values);
            using GgufFile file = WriteAndOpen(Tensor("a", GgufType.F32, Values(3), 3), Tensor("w", type, values, rows, 64));
            GgufTensorInfo tensor = file.Tensors["w"];
            Assert.That((tensor.Type, tensor.Elements, tensor.Offset % 32), Is.EqualTo((type, (long)values.Length, 0L)));
            Assert.That(tensor.Shape, Is.EqualTo(new long[] { rows, 64 }));
            var read = new float[values.Length];
            file.ReadFloat32("w", 0, read);
            Assert.That(read.AsSpan().SequenceEqual(expected), Is.True);

            using GgufFile unmapped = GgufFile.Open(path, stream => new StreamBytes(stream));
            Assert.That(file.TryWindow("w", 34, 68, out ReadOnlySpan<byte> window), Is.True);
            Assert.That(unmapped.TryWindow("w", 34, 68, out _), Is.False);
            var copy = new byte[68];
            unmapped.Read("w", 34, copy);
            Assert.That(window.SequenceEqual(copy), Is.True);
            var random = new Random(8);
            for (int round = 0; round < 50; round++)
            {
                int first = random.Next(values.Length), count = random.Next(Math.Min(values.Length - first, 40000) + 1);
                var part = new float[count];
                file.ReadFloat32("w", first, part);
                Assert.That(part.AsSpan().SequenceEqual(expected.AsSpan(first, count)), Is.True, $"{count} from {first}");
                unmapped.ReadFloat32("w", first, part);
                Assert.That(part.AsSpan().SequenceEqual(expected.AsSpan(first, count)), Is.True, $"{count} from {first} without a map");
            }
        }

        private static float[] Stored(GgufType type, float[] values)
        {
            if (type == GgufType.F32) return values;
            if (type == GgufType.F16) return values.Select(value => (float)ReferenceHalf.Widen(ReferenceHalf.Narrow(value))).ToArray();
            var stored = new float[values.Length];
            var block = new byte[Q8Block.Bytes];
            for (int first = 0; first < values.Length; first += 32)
            {
                Assert.That(Q8Block.TryQuantize(values.AsSpan(first), block), Is.True);
                GgufDecoder.Decode(GgufType.Q8_0, block, 0, stored.AsSpan(first, 32));
            }

            return stored;
        }

        [Test]
        public void BF16IsReadExactly()
        {
            byte[] bytes = GgufBytes.File(3, 1, 0, GgufBytes.Tensor("w", 30, 0, 3), GgufBytes.Data(6));
            new byte[] { 0xc0, 0x3f, 0xf7, 0xc2, 0x80, 0xff }.CopyTo(bytes, bytes.Length - 6);
            File.WriteAllBytes(path, bytes);
            using GgufFile file = GgufFile.Open(path);
            var values = new float[3];
            file.ReadFloat32("w", 0, values);
            Assert.That(values, Is.EqualTo(new[] { 1.5f, -123.5f, float.NegativeInfinity }));
        }

        [Test]
        public void BytesAreReadAsTheyAreStored()
        {
            using GgufFile file = WriteAndOpen(Tensor("w", GgufType.F16, new[] { 1f, -2f, 0.5f }, 3));
            var bytes = new byte[4];
            file.Read("w", 2, bytes);
            Assert.That(bytes, Is.EqualTo(new byte[] { 0x00, 0xc0, 0x00, 0x38 }));
            file.Read("w", 6, Span<byte>.Empty);
            file.ReadFloat32("w", 3, Span<float>.Empty);
        }

        [Test]
        public void OtherTypesAreListedAndRefusedByNameWhenRead()
        {
            File.WriteAllBytes(path, GgufBytes.File(3, 1, 0, GgufBytes.Tensor("w", 12, 0, 256), GgufBytes.Data(144)));
            using GgufFile file = GgufFile.Open(path);
            string message = $"{path}: expected tensor 'w' to be F32, F16, BF16 or Q8_0, but found Q4_K (ggml type 12). Take the F16 or " +
                "Q8_0 file of this model, or convert it again.";
            Assert.That(file.Tensors["w"].ByteCount, Is.EqualTo(144));
            Assert.That(
                () => file.ReadFloat32("w", 0, new float[256]),
                Throws.InstanceOf<InvalidDataException>().With.Message.EqualTo(message));
            Assert.That(() => file.Read("w", 0, new byte[1]), Throws.InstanceOf<InvalidDataException>().With.Message.EqualTo(message));
        }

        [Test]
        public void AMissingTensorIsNamed()
        {
            using GgufFile file = WriteAndOpen(Tensor("w", GgufType.F32, Values(3), 3));
            Assert.That(
                () => file.ReadFloat32("v", 0, new float[1]),
                Throws.InstanceOf<InvalidDataException>().With.Message.EqualTo(
                    $"{path}: expected tensor 'v', but found none of that name among 1. Take a file of the architecture that has it."));
        }

        [TestCase(-1, 1)]
        [TestCase(3, 1)]
        [TestCase(0, 4)]
        [TestCase(long.MaxValue, 1)]
        public void APartBeyondTheTensorIsRefused(long first, int count)
        {
            using GgufFile file = WriteAndOpen(Tensor("w", GgufType.F32, Values(3), 3), Tensor("b", GgufType.F32, Values(9), 9));
            Assert.That(
                () => file.ReadFloat32("w", first, new float[count]),
                Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.StartsWith(
                    $"{path}: expected a part of the 3 elements of tensor 'w' [3], but found {count} elements from {first}. Ask for " +
                    "fewer."));
            Assert.That(
                () => file.Read("w", first, new byte[13]),
                Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.StartsWith(
                    $"{path}: expected a part of the 12 bytes of tensor 'w' [3], but found 13 bytes from {first}."));
        }

        [Test]
        public void AMissingFileIsNamed() =>
            Assert.That(
                () => GgufFile.Open(path),
                Throws.InstanceOf<FileNotFoundException>().With.Message.EqualTo(
                    $"{path}: expected this file, but it is not there. Copy or download it again."));

        [Test]
        public void ARefusedFileIsNotKeptOpen()
        {
            File.WriteAllBytes(path, Array.Empty<byte>());
            Assert.That(() => GgufFile.Open(path), Throws.InstanceOf<InvalidDataException>());
            using var stream = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            Assert.That(stream.Length, Is.Zero);
        }
    }
}
