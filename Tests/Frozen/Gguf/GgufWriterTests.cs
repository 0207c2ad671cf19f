#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Repartee.Frozen.Gguf;

namespace Repartee.Frozen.Tests.Gguf
{
    public sealed class GgufWriterTests
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

        private static GgufTensor Tensor(string name, GgufType type = GgufType.F32, float value = 0, params long[] shape) =>
            new GgufTensor(name, shape.Length == 0 ? new long[] { 1 } : shape, type, (first, part) => part.Fill(value));

        private static KeyValuePair<string, object>[] Pairs(params (string Key, object Value)[] pairs) =>
            pairs.Select(pair => new KeyValuePair<string, object>(pair.Key, pair.Value)).ToArray();

        private string Refused(KeyValuePair<string, object>[] metadata, params GgufTensor[] tensors)
        {
            string message = Assert.Throws<ArgumentException>(() => GgufWriter.Write(path, metadata, tensors))!.Message;
            Assert.That(Directory.GetFiles(folder), Is.Empty);
            return message;
        }

        [Test]
        public void ATinyFileHasExactlyTheseBytes()
        {
            GgufWriter.Write(
                path,
                Pairs(("a", 7u), ("b", new[] { "x" })),
                new[] { Tensor("v", GgufType.F16, 1, 3), Tensor("w", GgufType.F32, -2, 1, 2) });
            string expected = string.Concat(
                "47475546", "03000000", "0200000000000000", "0200000000000000",   // GGUF, version 3, 2 tensors, 2 keys
                "0100000000000000", "61", "04000000", "07000000",                 // a: UInt32 7
                "0100000000000000", "62", "09000000",                             // b: array
                "08000000", "0100000000000000", "0100000000000000", "78",         // of 1 String: x
                "0100000000000000", "76", "01000000", "0300000000000000",         // v: 1 size, 3
                "01000000", "0000000000000000",                                   // F16 at 0
                "0100000000000000", "77", "02000000", "0200000000000000", "0100000000000000", // w: 2 sizes, innermost first
                "00000000", "2000000000000000",                                   // F32 at 32
                new string('0', 2 * 11),                                          // 149 bytes so far: up to 160
                "003C003C003C", new string('0', 2 * 26),
                "000000C0000000C0", new string('0', 2 * 24));
            Assert.That(GgufBytes.Hex(File.ReadAllBytes(path)), Is.EqualTo(expected));
        }

        [Test]
        public void AFileReplacesAnotherOnlyWhenItIsWhole()
        {
            File.WriteAllText(path, "old");
            var broken = new GgufTensor("w", new long[] { 4 }, GgufType.F32, (first, part) => throw new IOException("gone"));
            Assert.That(
                () => GgufWriter.Write(path, Pairs(), new[] { broken }), Throws.InstanceOf<IOException>().With.Message.EqualTo("gone"));
            Assert.That(File.ReadAllText(path), Is.EqualTo("old"));
            Assert.That(Directory.GetFiles(folder), Has.Length.EqualTo(1));
            GgufWriter.Write(path, Pairs(), new[] { Tensor("w") });
            Assert.That(new FileInfo(path).Length % 32, Is.Zero);
        }

        [Test]
        public void KeysAndValuesAreChecked()
        {
            Assert.That(
                Refused(Pairs(("k", 1u), ("k", 2u))), Is.EqualTo("Expected metadata 'k' once, but found it twice. Leave one out."));
            Assert.That(
                Refused(Pairs(("", 1u))), Is.EqualTo("Expected a name for every metadata, but found an empty one. Name it."));
            Assert.That(Refused(Pairs(("k", null!))), Is.EqualTo("Expected a value for metadata 'k', but found null. Leave it out."));
            foreach (object value in new object[] { 1m, new object[] { 1u }, new[] { new[] { 1 } }, new int[1, 1] })
                Assert.That(
                    Refused(Pairs(("k", value))),
                    Is.EqualTo("Expected metadata 'k' to be a number, a bool, a string or an array of one of these, but found " +
                        $"{value.GetType().Name}. Convert it."));
            Assert.That(
                Refused(Pairs(("k", new[] { "a", null! }))),
                Is.EqualTo("Expected texts in metadata 'k', but found null. Write an empty text."));
            Assert.That(
                Refused(Pairs(("general.alignment", 64u))),
                Is.EqualTo("Expected metadata 'general.alignment' to be 32 as a uint, but found 64. Leave it out."));
            Assert.That(
                Refused(Pairs((new string('k', 65536), 1u))),
                Does.EndWith("kkk...' to have at most 65535 bytes in UTF-8, but found 65536. Shorten it."));
            Assert.That(
                Refused(Pairs(("k", new string('x', (1 << 24) + 1)))),
                Is.EqualTo("Expected metadata 'k' to have at most 16777216 bytes of text, but found 16777217. Shorten it."));
            Assert.That(
                Refused(Pairs(("k", new byte[(1 << 24) + 1]))),
                Is.EqualTo("Expected metadata 'k' to have at most 16777216 items, but found 16777217. Shorten it."));
            Assert.That(
                Refused(Pairs(("k", "\ud800"))),
                Is.EqualTo("Expected metadata 'k' to be well-formed text, but found half of a surrogate pair. Repair it."));
        }

        [Test]
        public void NamesAreChecked()
        {
            Assert.That(
                Refused(Pairs(), Tensor("w"), Tensor("w")), Is.EqualTo("Expected tensor 'w' once, but found it twice. Leave one out."));
            Assert.That(
                Refused(Pairs(), Tensor("")), Is.EqualTo("Expected a name for every tensor, but found an empty one. Name it."));
            string name = new string('w', 64);
            Assert.That(
                Refused(Pairs(), Tensor(name)),
                Is.EqualTo($"Expected the name of tensor '{name}' to have at most 63 bytes in UTF-8, but found 64. Shorten it."));
        }

        [Test]
        public void TypesAndSizesAreChecked()
        {
            Assert.That(
                () => Tensor("w", GgufType.BF16),
                Throws.ArgumentException.With.Message.EqualTo(
                    "Tensor 'w': expected F32, F16 or Q8_0 to write, but found BF16. Choose one of them."));
            Assert.That(
                () => Tensor("w", GgufType.Q8_0, 0, 32, 33),
                Throws.ArgumentException.With.Message.EqualTo(
                    "Tensor 'w': expected rows of a multiple of 32 elements for Q8_0, but found [32, 33]. Store it as F16 or F32."));
            Assert.That(
                () => Tensor("w", GgufType.F32, 0, 2, 0),
                Throws.ArgumentException.With.Message.EqualTo(
                    "Tensor 'w': expected 1 to 4 sizes from 1, but found [2, 0]. Reshape it."));
            Assert.That(
                () => Tensor("w", GgufType.F32, 0, 1, 1, 1, 1, 1),
                Throws.ArgumentException.With.Message.EqualTo(
                    "Tensor 'w': expected 1 to 4 sizes from 1, but found [1, 1, 1, 1, 1]. Reshape it."));
            Assert.That(
                () => Tensor("w", GgufType.F32, 0, 1L << 62, 2),
                Throws.ArgumentException.With.Message.EqualTo(
                    "Tensor 'w': expected fewer bytes than a file can have, but found F32 [4611686018427387904, 2]. Reshape it."));
        }

        [TestCase(GgufType.F16, 70000f)]
        [TestCase(GgufType.F16, float.NaN)]
        [TestCase(GgufType.Q8_0, 1e7f)]
        [TestCase(GgufType.Q8_0, float.PositiveInfinity)]
        public void ElementsThatDoNotFitAreRefused(GgufType type, float value) =>
            Assert.That(
                Refused(Pairs(), Tensor("w", type, value, 32)),
                Is.EqualTo($"Tensor 'w': expected finite elements that fit into {type}, but found a larger one or no number. Store it as " +
                    "F32, or look for what broke the weights."));
    }
}
