#nullable enable
using System;
using System.Buffers;
using System.Linq;
using MessagePack;
using NUnit.Framework;
using Repartee.Sessions.Wire;

namespace Repartee.Sessions.Tests.Wire
{
    /// <summary>Our writer and reader against the MessagePack library's. Not under Debian's Mono, which cannot run that.</summary>
    [Category("DotnetOnly")]
    public sealed class PackAgainstMessagePackTests
    {
        private static readonly long[] Numbers = new[] { 0L, 1, 31, 32, 127, 128, 255, 256, 65535, 65536, int.MaxValue, uint.MaxValue, long.MaxValue }
            .SelectMany(n => new[] { n, -n, -n - 1 }).Append(long.MinValue).Distinct().ToArray();

        private static readonly string[] Texts =
            new[] { 0, 1, 31, 32, 255, 256, 65535, 65536 }.Select(length => new string('a', length)).Append("Wie geht's? \u00fc \U0001F37A").ToArray();

        [TestCaseSource(nameof(Numbers))]
        public void WholeNumbersHaveTheSameBytes(long number) => SameBytes(w => w.Write(number), (ref MessagePackWriter w) => w.Write(number));

        [TestCaseSource(nameof(Texts))]
        public void TextsHaveTheSameBytes(string text) => SameBytes(w => w.Write(text), (ref MessagePackWriter w) => w.Write(text));

        [TestCase(0)]
        [TestCase(15)]
        [TestCase(16)]
        [TestCase(65535)]
        [TestCase(65536)]
        public void ListsMapsAndBytesHaveTheSameBytes(int count)
        {
            SameBytes(w => w.WriteArrayHeader(count), (ref MessagePackWriter w) => w.WriteArrayHeader(count));
            SameBytes(w => w.WriteMapHeader(count), (ref MessagePackWriter w) => w.WriteMapHeader(count));
            SameBytes(w => w.Write(new byte[count].AsSpan()), (ref MessagePackWriter w) => w.Write(new byte[count]));
        }

        [TestCase(0.1)]
        [TestCase(double.NaN)]
        [TestCase(double.NegativeInfinity)]
        [TestCase(-0.0)]
        public void RealNumbersHaveTheSameBytes(double number)
        {
            SameBytes(w => w.Write(number), (ref MessagePackWriter w) => w.Write(number));
            SameBytes(w => w.Write((float)number), (ref MessagePackWriter w) => w.Write((float)number));
        }

        [Test]
        public void NilTrueAndFalseHaveTheSameBytes()
        {
            SameBytes(w => w.WriteNil(), (ref MessagePackWriter w) => w.WriteNil());
            SameBytes(w => w.Write(true), (ref MessagePackWriter w) => w.Write(true));
            SameBytes(w => w.Write(false), (ref MessagePackWriter w) => w.Write(false));
        }

        [TestCaseSource(nameof(Numbers))]
        public void WhatTheLibraryWroteIsRead(long number)
        {
            byte[] bytes = Theirs((ref MessagePackWriter w) =>
            {
                w.WriteArrayHeader(3);
                w.Write(number);
                w.WriteInt64(number);                                           // in the longest form, too
                w.Write("x");
            });
            var reader = new PackReader(bytes);
            reader.Expect(3, "it");
            Assert.That((reader.ReadInt64(), reader.ReadInt64(), reader.ReadString()), Is.EqualTo((number, number, "x")));
            reader.ExpectEnd();
        }

        private delegate void Write(ref MessagePackWriter writer);

        private static void SameBytes(Action<PackWriter> ours, Write theirs)
        {
            var writer = new PackWriter();
            ours(writer);
            Assert.That(writer.ToArray(), Is.EqualTo(Theirs(theirs)));
        }

        private static byte[] Theirs(Write write)
        {
            var buffer = new ArrayBufferWriter<byte>();
            var writer = new MessagePackWriter(buffer);
            write(ref writer);
            writer.Flush();
            return buffer.WrittenSpan.ToArray();
        }
    }
}
