#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using NUnit.Framework;
using Repartee.Frozen.Gguf;

namespace Repartee.Frozen.Tests.Gguf
{
    public sealed class GgufHeaderTests
    {
        private const string Remedy = ". The file is damaged, cut off or not a GGUF file: copy or write it again.";

        private static GgufHeader Read(byte[] file) => GgufHeader.Read(new MemoryStream(file), "f");

        private static byte[] U32(uint value) => BitConverter.GetBytes(value);

        private static byte[] U64(ulong value) => BitConverter.GetBytes(value);

        private static byte[] OneKey(uint type, params byte[][] value) =>
            GgufBytes.File(3, 0, 1, GgufBytes.Key("k", type, GgufBytes.Join(value)));

        private static byte[] OneTensor(uint type, ulong offset, params long[] sizes) =>
            GgufBytes.File(3, 1, 0, GgufBytes.Tensor("w", type, offset, sizes), GgufBytes.Data(64));

        private static IEnumerable<TestCaseData> BrokenFiles()
        {
            static TestCaseData Case(byte[] file, string message) => new TestCaseData(file, message + Remedy);
            yield return Case(new byte[3], "f: expected 4 more bytes for the header, but found 3");
            yield return Case(
                new byte[] { 0x50, 0x4b, 3, 4, 0, 0, 0, 0 },
                "f: expected a GGUF file, which begins with the bytes 47475546, but found 504B0304");
            yield return Case(
                GgufBytes.File(3, ulong.MaxValue, 0), "f: expected the header to have at most 0 tensors, but found 18446744073709551615");
            yield return Case(
                GgufBytes.File(3, 0, 2, f => f.U64(0)), "f: expected the header to have at most 0 keys of metadata, but found 2");
            yield return Case(
                GgufBytes.File(3, 0, 1, f => f.U64(9).U64(0)),
                "f: expected the key of metadata 0 to have at most 8 bytes of text, but found 9");
            yield return Case(
                GgufBytes.File(3, 0, 1, f => f.U64(65536).U64(0)),
                "f: expected the key of metadata 0 to have at most 8 bytes of text, but found 65536");
            yield return Case(
                GgufBytes.File(3, 0, 2, GgufBytes.Key("k", 0, 1), GgufBytes.Key("k", 0, 1)),
                "f: expected metadata 'k' once, but found it twice");
            yield return Case(OneKey(13, U32(0)), "f: expected metadata 'k' to have a type from 0 to 12, but found 13");
            yield return Case(OneKey(4, new byte[2]), "f: expected 4 more bytes for metadata 'k', but found 2");
            yield return Case(OneKey(7, new byte[] { 2 }), "f: expected metadata 'k' to hold a bool of 0 or 1, but found 2");
            yield return Case(
                OneKey(8, U64(2), new byte[] { 0xc3, 0x28 }), "f: expected metadata 'k' to hold a text in UTF-8, but found other bytes");
            yield return Case(
                OneKey(8, U64(1ul << 63)), "f: expected metadata 'k' to have at most 0 bytes of text, but found 9223372036854775808");
            yield return Case(OneKey(9, U32(9), U64(0)), "f: expected metadata 'k' to be a flat array, but found arrays in it");
            yield return Case(OneKey(9, U32(14), U64(0)), "f: expected metadata 'k' to have items of a type from 0 to 12, but found 14");
            yield return Case(
                OneKey(9, U32(0), U64(5), new byte[4]), "f: expected metadata 'k' to have at most 4 items, but found 5");
            yield return Case(OneKey(9, U32(10), U64(2), new byte[15]), "f: expected 16 more bytes for metadata 'k', but found 15");
            yield return Case(OneKey(9, U32(8), U64(2), new byte[15]), "f: expected 16 more bytes for metadata 'k', but found 15");
            yield return Case(
                OneKey(9, U32(7), U64(2), new byte[] { 1, 7 }), "f: expected metadata 'k' to hold a bool of 0 or 1, but found 7");
            yield return Case(
                GgufBytes.File(3, 0, 1, GgufBytes.Key("general.alignment", 4, U32(24))),
                "f: expected metadata 'general.alignment' to be a power of two, but found 24");
            yield return Case(
                GgufBytes.File(3, 0, 1, GgufBytes.Key("general.alignment", 4, U32(0))),
                "f: expected metadata 'general.alignment' to be a power of two, but found 0");
            yield return Case(
                GgufBytes.File(3, 1, 0, GgufBytes.Tensor(new string('w', 65), 0, 0, 1), GgufBytes.Data(4)),
                "f: expected the name of tensor 0 to have at most 64 bytes of text, but found 65");
            yield return Case(OneTensor(0, 0, 1, 1, 1, 1, 1), "f: expected tensor 'w' to have at most 4 sizes, but found 5");
            yield return Case(OneTensor(0, 0, 2, 0), "f: expected tensor 'w' to have sizes from 1, but found [0, 2]");
            yield return Case(OneTensor(0, 0, -1), "f: expected tensor 'w' to have sizes from 1, but found [-1]");
            yield return Case(OneTensor(4, 0, 32), "f: expected tensor 'w' to be of a known ggml type, but found number 4");
            yield return Case(
                OneTensor(uint.MaxValue, 0, 32), "f: expected tensor 'w' to be of a known ggml type, but found number 4294967295");
            yield return Case(
                OneTensor(8, 0, 16, 2),
                "f: expected tensor 'w' to have rows of a multiple of 32 elements, as Q8_0 needs, but found [2, 16]");
            yield return Case(OneTensor(0, 8, 1), "f: expected tensor 'w' at a multiple of 32 bytes, but found it at 8");
            yield return Case(
                OneTensor(0, 0, 17),
                "f: expected tensor 'w', F32 [17] at 0, to lie in the 64 bytes of tensors, but found it beyond their end");
            yield return Case(
                OneTensor(0, 64, 1),
                "f: expected tensor 'w', F32 [1] at 64, to lie in the 64 bytes of tensors, but found it beyond their end");
            yield return Case(
                OneTensor(0, 1ul << 63, 1),
                "f: expected tensor 'w', F32 [1] at 9223372036854775808, to lie in the 64 bytes of tensors, but found it beyond their end");
            yield return Case(
                OneTensor(0, long.MaxValue - 31, 1),
                "f: expected tensor 'w', F32 [1] at 9223372036854775776, to lie in the 64 bytes of tensors, but found it beyond their end");
            yield return Case(
                OneTensor(0, 0, 1L << 62),
                "f: expected tensor 'w', F32 [4611686018427387904] at 0, to lie in the 64 bytes of tensors, but found it beyond their end");
            yield return Case(
                OneTensor(0, 0, 1L << 32, 1L << 32),
                "f: expected tensor 'w', F32 [4294967296, 4294967296] at 0, to lie in the 64 bytes of tensors, but found it beyond " +
                "their end");
            yield return Case(
                GgufBytes.File(3, 2, 0, GgufBytes.Tensor("w", 0, 0, 1), GgufBytes.Tensor("w", 0, 32, 1), GgufBytes.Data(64)),
                "f: expected tensor 'w' once, but found it twice");
            yield return Case(
                GgufBytes.File(3, 2, 0, GgufBytes.Tensor("v", 0, 32, 1), GgufBytes.Tensor("w", 0, 0, 9), GgufBytes.Data(64)),
                "f: expected tensor 'v' to begin after the end of tensor 'w', but found that they overlap");
        }

        [TestCaseSource(nameof(BrokenFiles))]
        public void ABrokenFileIsNamed(byte[] file, string message) =>
            Assert.That(() => Read(file), Throws.InstanceOf<InvalidDataException>().With.Message.EqualTo(message));

        [TestCase(1u, "version 1")]
        [TestCase(4u, "version 4")]
        [TestCase(0u, "version 0")]
        [TestCase(0x03000000u, "a big-endian file")]
        public void AnotherVersionIsRefused(uint version, string found) =>
            Assert.That(
                () => Read(GgufBytes.File(version, 0, 0)),
                Throws.InstanceOf<InvalidDataException>().With.Message.EqualTo(
                    $"f: expected GGUF version 2 or 3, little-endian, but found {found}. Convert the model again with a current " +
                    "converter."));

        [Test]
        public void AnAlignmentOfAnotherTypeIsRefused() =>
            Assert.That(
                () => Read(GgufBytes.File(3, 0, 1, GgufBytes.Key("general.alignment", 5, U32(32)))),
                Throws.InstanceOf<InvalidDataException>().With.Message.EqualTo(
                    "f: expected metadata 'general.alignment' to be UInt32, but found Int32. Write the file again with that type."));

        [Test]
        public void TheFilesOwnAlignmentPlacesTheTensors()
        {
            byte[] file = GgufBytes.File(
                2, 2, 1, GgufBytes.Key("general.alignment", 4, U32(8)), GgufBytes.Tensor("v", 1, 8, 3), GgufBytes.Tensor("w", 0, 0),
                GgufBytes.Data(14));
            GgufHeader header = Read(file);
            Assert.That(header.Version, Is.EqualTo(2));
            Assert.That(header.Tensors["w"].Offset % 8, Is.EqualTo(0));
            Assert.That(header.Tensors["v"].Offset - header.Tensors["w"].Offset, Is.EqualTo(8));
            Assert.That(header.Tensors["w"].Shape, Is.Empty);
            Assert.That(header.Tensors["w"].ByteCount, Is.EqualTo(4));
        }

        [Test]
        public void EveryKnownTypeOpens([Values] GgufType type)
        {
            GgufTensorInfo tensor = Read(
                GgufBytes.File(3, 1, 0, GgufBytes.Tensor("w", (uint)type, 0, 256, 2), GgufBytes.Data(4096))).Tensors["w"];
            Assert.That(tensor.Type, Is.EqualTo(type));
            Assert.That(tensor.Shape, Is.EqualTo(new long[] { 2, 256 }));
            Assert.That(tensor.ByteCount, Is.EqualTo(512 / type.BlockElements() * type.BlockBytes()));
        }

        [Test]
        public void MessagesStayShortHoweverLongTheKeyIs()
        {
            byte[] file = GgufBytes.File(3, 0, 1, GgufBytes.Key(new string('k', 60000), 77));
            Assert.That(
                Assert.Throws<InvalidDataException>(() => Read(file))!.Message, Has.Length.LessThan(400).And.Contains("kkk...'"));
        }

        [Test]
        public void AFileWithoutAnythingIsRead()
        {
            GgufHeader header = Read(GgufBytes.File(3, 0, 0));
            Assert.That(header.Metadata.Count(), Is.Zero);
            Assert.That(header.Tensors, Is.Empty);
        }

        [Test]
        public void TextsOfAnyLengthAreReadWhereverTheyLie()
        {
            var random = new Random(7);
            string[] texts = Enumerable.Range(0, 400)
                .Select(i => string.Concat(Enumerable.Repeat("a\u0120\u2581\ufffd", random.Next(i % 50 == 0 ? 30_000 : 300)))).ToArray();
            byte[] items = GgufBytes.Join(texts.Select(text => Encoding.UTF8.GetBytes(text))
                .Select(text => GgufBytes.Join(U64((ulong)text.Length), text)).ToArray());
            GgufHeader header = Read(OneKey(9, U32(8), U64((ulong)texts.Length), items));
            Assert.That(texts.Max(Encoding.UTF8.GetByteCount), Is.GreaterThan(1 << 16));
            Assert.That(header.Metadata.RequiredStrings("k"), Is.EqualTo(texts));
        }

        [Test]
        public void NumbersBehindLongTextsAreReadWhereverTheyLie()
        {
            int[] numbers = Enumerable.Range(0, 50_000).ToArray();
            byte[] file = GgufBytes.File(
                3, 0, 3,
                GgufBytes.Key("text", 8, GgufBytes.Join(U64(65_500), Enumerable.Repeat((byte)'x', 65_500).ToArray())),
                GgufBytes.Key("numbers", 9, GgufBytes.Join(U32(5), U64(50_000), numbers.SelectMany(BitConverter.GetBytes).ToArray())),
                GgufBytes.Key("last", 12, BitConverter.GetBytes(-0.5)));
            GgufMetadata metadata = Read(file).Metadata;
            Assert.That(metadata.RequiredString("text"), Has.Length.EqualTo(65_500));
            Assert.That(metadata.RequiredInt32s("numbers"), Is.EqualTo(numbers));
            Assert.That(metadata.Optional("last", 0.0), Is.EqualTo(-0.5));
        }
    }
}
