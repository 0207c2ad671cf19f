#nullable enable
using System;
using NUnit.Framework;
using Repartee.Sessions.Wire;

namespace Repartee.Sessions.Tests.Wire
{
    public sealed class PackReaderTests
    {
        [Test]
        public void EveryKindOfValueComesBackAsItWas()
        {
            var writer = new PackWriter();
            writer.WriteArrayHeader(9);
            writer.Write(-300);
            writer.Write(ulong.MaxValue);
            writer.Write(1.5);
            writer.Write("\u00fcnterm Tisch");
            writer.Write((string?)null);
            writer.Write(true);
            writer.Write(new[] { int.MinValue, 7 });
            writer.Write(new[] { -0.5f, float.NaN });
            writer.WriteMapHeader(0);
            var reader = new PackReader(writer.ToArray());
            reader.Expect(9, "it");
            Assert.That(reader.ReadInt32(), Is.EqualTo(-300));
            Assert.That(reader.ReadUInt64(), Is.EqualTo(ulong.MaxValue));
            Assert.That(reader.ReadDouble(), Is.EqualTo(1.5));
            Assert.That(reader.ReadString(), Is.EqualTo("\u00fcnterm Tisch"));
            Assert.That(reader.ReadString(), Is.Null);
            Assert.That(reader.ReadBoolean(), Is.True);
            Assert.That(reader.ReadInts(), Is.EqualTo(new[] { int.MinValue, 7 }));
            Assert.That(reader.ReadFloats(), Is.EqualTo(new[] { -0.5f, float.NaN }));
            Assert.That(reader.ReadMapHeader(), Is.Zero);
            reader.ExpectEnd();
        }

        [TestCase(new byte[] { 0xdd, 0xff, 0xff, 0xff, 0xff }, "a length of 4294967295 is too large.")]
        [TestCase(new byte[] { 0xdd, 0x7f, 0xff, 0xff, 0xff }, "2147483647 elements can not be in 0 bytes.")]
        [TestCase(new byte[] { 0x93, 0x01 }, "3 elements can not be in 1 bytes.")]
        [TestCase(new byte[] { 0xa1, 0x61 }, "expected a list, but found the type 0xa1.")]
        [TestCase(new byte[] { }, "the message ends too early.")]
        public void AListThatCannotBeIsRefusedBeforeMemoryIsTaken(byte[] bytes, string message) =>
            Assert.That(() => new PackReader(bytes).ReadArrayHeader(), Throws.TypeOf<PackException>().With.Message.EqualTo(message));

        [TestCase(new byte[] { 0xdb, 0x7f, 0xff, 0xff, 0xff, 0x61 }, "the message ends too early.")]
        [TestCase(new byte[] { 0xa2, 0xc3, 0x28 }, "a text is not UTF-8.")]
        [TestCase(new byte[] { 0xc0 }, "a text is missing.")]
        public void ATextThatCannotBeIsRefused(byte[] bytes, string message) =>
            Assert.That(() => new PackReader(bytes).ReadText(), Throws.TypeOf<PackException>().With.Message.EqualTo(message));

        [Test]
        public void NumbersThatDoNotFitAreRefused()
        {
            Assert.That(() => Read(w => w.Write(1L << 40)).ReadInt32(), Throws.TypeOf<PackException>().With.Message.EqualTo("1099511627776 is too large here."));
            Assert.That(() => Read(w => w.Write(ulong.MaxValue)).ReadInt64(), Throws.TypeOf<PackException>());
            Assert.That(() => Read(w => w.Write(-1)).ReadUInt64(), Throws.TypeOf<PackException>());
            Assert.That(() => Read(w => w.Write(new byte[3].AsSpan())).ReadInts(), Throws.TypeOf<PackException>().With.Message.EqualTo("a list of numbers has 3 bytes."));
        }

        private static PackReader Read(Action<PackWriter> write)
        {
            var writer = new PackWriter();
            write(writer);
            return new PackReader(writer.ToArray());
        }
    }
}
