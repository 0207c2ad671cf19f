#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using NUnit.Framework;
using Repartee.Training.Weights;

namespace Repartee.Training.Tests.Weights
{
    public sealed class SafetensorsHeaderTests
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

        private static byte[] File(string header, int dataBytes)
        {
            byte[] json = Encoding.UTF8.GetBytes(header);
            return BitConverter.GetBytes((long)json.Length).Concat(json).Concat(new byte[dataBytes]).ToArray();
        }

        private static string Parse(byte[] bytes) =>
            Assert.Throws<InvalidDataException>(() => SafetensorsHeader.Read(new MemoryStream(bytes), "f"))!.Message;

        private static string Tensor(string name, string dtype, string shape, string offsets) =>
            $"\"{name}\":{{\"dtype\":\"{dtype}\",\"shape\":[{shape}],\"data_offsets\":[{offsets}]}}";

        private static IEnumerable<TestCaseData> BrokenHeaders()
        {
            static TestCaseData Case(string header, int bytes, string message) => new TestCaseData(header, bytes, message);
            yield return Case("[]", 0, "f: expected a JSON object as header, but found Array.");
            yield return Case("{", 0, "f: expected a header of JSON with valid text, but found a fault:");
            yield return Case("{} x", 0, "f: expected a header of JSON with valid text, but found a fault:");
            yield return Case("{\"\\ud800\":{}}", 0, "f: expected a header of JSON with valid text, but found a fault:");
            yield return Case("{\"w\":3}", 0, "f: expected tensor 'w' to be an object, but found Number.");
            yield return Case(
                "{\"w\":{\"dtype\":\"F32\"}}", 0,
                "f: expected tensor 'w' to have exactly dtype, shape and data_offsets, but found 1 fields.");
            yield return Case(
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"dtype\":\"F16\"}}", 4,
                "f: expected data_offsets of tensor 'w', but found none.");
            yield return Case(
                "{" + Tensor("w", "F64", "1", "0,8") + "}", 8,
                "f: expected tensor 'w' to be one of F32, F16, BF16, I64, I32, U8, but found F64. Convert the file to F32, F16 or BF16.");
            yield return Case(
                "{" + Tensor("w", "0", "1", "0,4") + "}", 4,
                "f: expected tensor 'w' to be one of F32, F16, BF16, I64, I32, U8, but found 0.");
            yield return Case(
                "{" + Tensor("w", "F32", "-1", "0,4") + "}", 4,
                "f: expected shape of tensor 'w' to hold whole numbers from 0, but found Number -1.");
            yield return Case(
                "{" + Tensor("w", "F32", "1.5", "0,4") + "}", 4,
                "f: expected shape of tensor 'w' to hold whole numbers from 0, but found Number 1.5.");
            yield return Case(
                "{" + Tensor("w", "F32", "2", "0,4") + "}", 4,
                "f: expected data_offsets of tensor 'w' to span 8 bytes, as F32 [2] needs, but found 4.");
            yield return Case(
                "{" + Tensor("w", "F32", "4611686018427387904,4611686018427387904", "0,4") + "}", 4,
                "f: expected tensor 'w' to need at most 9223372036854775807 bytes, but found F32 [4611686018427387904, 46116860");
            yield return Case(
                "{" + Tensor("w", "F32", "9223372036854775807,9223372036854775807,0", "0,0") + "}", 0,
                "f: expected tensor 'w' to need at most 9223372036854775807 bytes, but found F32 [9223372036854775807, 922337203685477580");
            yield return Case(
                "{" + Tensor("w", "F32", "1", "4,0") + "}", 4,
                "f: expected data_offsets of tensor 'w' to be two numbers in order, at most 4 (the bytes after the header), but " +
                "found [4, 0].");
            yield return Case(
                "{" + Tensor("w", "F32", "2", "0,8") + "}", 4,
                "f: expected data_offsets of tensor 'w' to be two numbers in order, at most 4 (the bytes after the header), but " +
                "found [0, 8].");
            yield return Case(
                "{" + Tensor("v", "F32", "2", "0,8") + "," + Tensor("w", "F32", "1", "4,8") + "}", 8,
                "f: expected tensor 'w' to begin at 8, where the one before it ends, but found it at 4.");
            yield return Case(
                "{" + Tensor("v", "F32", "1", "0,4") + "," + Tensor("w", "F32", "1", "8,12") + "}", 12,
                "f: expected tensor 'w' to begin at 4, where the one before it ends, but found it at 8.");
            yield return Case(
                "{" + Tensor("w", "F32", "1", "0,4") + "}", 9,
                "f: expected 4 bytes after the header, as the tensors need, but found 9.");
            yield return Case(
                "{" + Tensor("w", "U8", "0", "0,0") + "," + Tensor("w", "U8", "0", "0,0") + "}", 0,
                "f: expected tensor 'w' once, but found it twice.");
            yield return Case("{\"__metadata__\":{\"a\":1}}", 0, "f: expected __metadata__ 'a' to be a text, but found Number.");
            yield return Case("{\"__metadata__\":{},\"__metadata__\":{}}", 0, "f: expected __metadata__ once, but found it twice.");
            yield return Case("{\"__metadata__\":[]}", 0, "f: expected __metadata__ to be an object of texts, but found Array.");
        }

        [TestCaseSource(nameof(BrokenHeaders))]
        public void ABrokenHeaderIsNamed(string header, int dataBytes, string message) =>
            Assert.That(Parse(File(header, dataBytes)), Does.StartWith(message));

        [TestCase(ulong.MaxValue, "f: expected a header of at most 8 bytes, but found its length to be 18446744073709551615.")]
        [TestCase(9ul, "f: expected a header of at most 8 bytes, but found its length to be 9.")]
        [TestCase(0ul, "f: expected a header of JSON with valid text, but found a fault:")]
        public void AHeaderLengthBeyondTheFileTakesNoMemory(ulong length, string message) =>
            Assert.That(Parse(BitConverter.GetBytes(length).Concat(new byte[8]).ToArray()), Does.StartWith(message));

        [TestCase("version https://git-lfs.github.com/spec/v1\noid sha256:00", "a Git LFS pointer. Run git lfs pull in its folder, or " +
            "download the file itself.")]
        [TestCase("<!DOCTYPE html><html></html>", "a web page. Download the file itself, not its page on the hub.")]
        [TestCase("GGUF\u0003\0\0\0\0\0\0\0", "a GGUF file. Take the Hugging Face folder it was made from.")]
        [TestCase("PK\u0003\u0004\0\0\b\b\0\0", "a PyTorch or zip file. Load it in Python and call")]
        public void AFileOfAnotherKindIsCalledByItsName(string text, string found) =>
            Assert.That(
                Parse(Encoding.ASCII.GetBytes(text)),
                Does.StartWith($"f: expected a safetensors file, but found {found}"));

        [Test]
        public void AFileShorterThanItsLengthFieldIsRefused() =>
            Assert.That(Parse(new byte[7]), Does.StartWith("f: expected at least 8 bytes, but found 7."));

        [Test]
        public void IntegersAreListedButNotReadAsWeights()
        {
            System.IO.File.WriteAllBytes(path, File("{" + Tensor("ids", "I64", "2", "0,16") + "}", 16));
            using SafetensorsFile file = SafetensorsFile.Open(path);
            Assert.That(file.Entries["ids"].Elements, Is.EqualTo(2));
            Assert.That(
                () => file.ReadFloat32("ids", new float[2]),
                Throws.InstanceOf<InvalidDataException>().With.Message.EqualTo(
                    $"{path}: expected tensor 'ids' to be F32, F16 or BF16, but found I64. Convert the file."));
        }

        [Test]
        public void MessagesStayShortHoweverLongTheFaultIs()
        {
            string sizes = string.Join(",", Enumerable.Repeat(7, 5000));
            Assert.That(
                Parse(File("{" + Tensor(new string('n', 5000), "F32", sizes, "0,4") + "}", 4)),
                Has.Length.LessThan(400).And.Contains("[7, 7, 7, 7, 7, 7, 7, 7, ... 5000 sizes]").And.Contains("nnn...'"));
        }

        [Test]
        public void AnyDamageGivesAClearErrorOrAHeaderWithinTheFile()
        {
            SafetensorsWriter.Write(
                path,
                new[]
                {
                    new SafetensorsTensor("a", new long[] { 2, 3 }, new float[6]),
                    new SafetensorsTensor("b", new long[] { 5 }, new float[5]),
                },
                SafetensorsDType.BF16, new Dictionary<string, string> { ["format"] = "pt" });
            byte[] sound = System.IO.File.ReadAllBytes(path);
            var random = new Random(4);
            int refused = 0, accepted = 0;
            for (int round = 0; round < 6000; round++)
            {
                byte[] bytes = (byte[])sound.Clone();
                for (int edits = random.Next(1, 4); edits > 0; edits--) bytes[random.Next(bytes.Length - 22)] = (byte)random.Next(256);
                if (round % 10 == 0) bytes = bytes.AsSpan(0, random.Next(bytes.Length)).ToArray();
                try
                {
                    SafetensorsHeader header = SafetensorsHeader.Read(new MemoryStream(bytes), "f");
                    Assert.That(header.Entries.Values.All(e => e.Offset >= 8 && e.Offset + e.ByteCount <= bytes.Length), Is.True);
                    accepted++;
                }
                catch (InvalidDataException e)
                {
                    Assert.That(e.Message, Does.StartWith("f: "));
                    refused++;
                }
            }

            Assert.That(refused, Is.GreaterThan(3000));
            Assert.That(accepted, Is.GreaterThan(20));
        }
    }
}
