#nullable enable
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Repartee.Frozen.Gguf;

namespace Repartee.Frozen.Tests.Gguf
{
    public sealed class GgufMetadataTests
    {
        private static readonly KeyValuePair<string, object>[] EveryType = new Dictionary<string, object>
        {
            ["u8"] = (byte)200,
            ["i8"] = (sbyte)-100,
            ["u16"] = (ushort)60000,
            ["i16"] = (short)-30000,
            ["u32"] = 4_000_000_000u,
            ["i32"] = -2_000_000_000,
            ["u64"] = ulong.MaxValue,
            ["i64"] = long.MinValue,
            ["f32"] = 1e-5f,
            ["f64"] = 1e-300,
            ["yes"] = true,
            ["no"] = false,
            ["text"] = "A tavern, \u00e9 \U0001f37a",
            ["empty"] = "",
            ["u8s"] = new byte[] { 1, 255 },
            ["i8s"] = new sbyte[] { -1, 1 },
            ["u16s"] = new ushort[] { 1, 65535 },
            ["i16s"] = new short[] { -1, 1 },
            ["u32s"] = new[] { 1u, uint.MaxValue },
            ["i32s"] = new[] { -1, 1 },
            ["u64s"] = new[] { 1ul, ulong.MaxValue },
            ["i64s"] = new[] { -1L, 1L },
            ["f32s"] = new[] { -0.5f, 3.25f },
            ["f64s"] = new[] { -0.5, 3.25 },
            ["bools"] = new[] { true, false, true },
            ["texts"] = new[] { "<s>", "", "\u2581ale" },
            ["none"] = new string[0],
        }.ToArray();

        private static GgufMetadata RoundTrip(IEnumerable<KeyValuePair<string, object>> metadata)
        {
            string folder = TemporaryFolder.Create();
            try
            {
                string path = Path.Combine(folder, "actor.gguf");
                GgufWriter.Write(path, metadata, new GgufTensor[0]);
                return GgufHeader.Read(new MemoryStream(File.ReadAllBytes(path)), "f").Metadata;
            }
            finally
            {
                Directory.Delete(folder, true);
            }
        }

        [Test]
        public void EveryTypeComesBackAsItWasInTheSameOrder()
        {
            KeyValuePair<string, object>[] read = RoundTrip(EveryType).ToArray();
            Assert.That(read.Select(pair => pair.Key), Is.EqualTo(EveryType.Select(pair => pair.Key)));
            for (int i = 0; i < read.Length; i++)
            {
                Assert.That(read[i].Value, Is.EqualTo(EveryType[i].Value).And.TypeOf(EveryType[i].Value.GetType()), read[i].Key);
            }
        }

        [Test]
        public void GettersGiveTheirTypes()
        {
            GgufMetadata metadata = RoundTrip(EveryType);
            Assert.That(metadata.Count, Is.EqualTo(EveryType.Length));
            Assert.That(metadata.RequiredUInt32("u32"), Is.EqualTo(4_000_000_000u));
            Assert.That(metadata.RequiredSingle("f32"), Is.EqualTo(1e-5f));
            Assert.That(metadata.RequiredBoolean("yes"), Is.True);
            Assert.That(metadata.RequiredString("text"), Is.EqualTo("A tavern, \u00e9 \U0001f37a"));
            Assert.That(metadata.RequiredStrings("texts"), Is.EqualTo(new[] { "<s>", "", "\u2581ale" }));
            Assert.That(metadata.RequiredSingles("f32s"), Is.EqualTo(new[] { -0.5f, 3.25f }));
            Assert.That(metadata.RequiredInt32s("i32s"), Is.EqualTo(new[] { -1, 1 }));
            Assert.That(metadata.Optional("u32", 7u), Is.EqualTo(4_000_000_000u));
            Assert.That(metadata.Optional("missing", 7u), Is.EqualTo(7u));
            Assert.That(metadata.Optional<string?>("missing", null), Is.Null);
            Assert.That((metadata.Contains("u8"), metadata.Contains("missing")), Is.EqualTo((true, false)));
        }

        [Test]
        public void AMissingKeyIsNamed() =>
            Assert.That(
                () => RoundTrip(EveryType).RequiredUInt32("llama.block_count"),
                Throws.InstanceOf<InvalidDataException>().With.Message.EqualTo(
                    "f: expected metadata 'llama.block_count' (UInt32), but found none of that key. Write the file again with it, or " +
                    "take a file of an architecture that has it."));

        [Test]
        public void AnotherTypeIsNamed()
        {
            GgufMetadata metadata = RoundTrip(EveryType);
            Assert.That(
                () => metadata.RequiredUInt32("i32"),
                Throws.InstanceOf<InvalidDataException>().With.Message.EqualTo(
                    "f: expected metadata 'i32' to be UInt32, but found Int32. Write the file again with that type."));
            Assert.That(
                () => metadata.RequiredInt32s("u32s"),
                Throws.InstanceOf<InvalidDataException>().With.Message.EqualTo(
                    "f: expected metadata 'u32s' to be array of Int32, but found array of UInt32. Write the file again with that type."));
            Assert.That(
                () => metadata.Optional("text", 1f),
                Throws.InstanceOf<InvalidDataException>().With.Message.EqualTo(
                    "f: expected metadata 'text' to be Float32, but found String. Write the file again with that type."));
        }
    }
}
