#nullable enable
using System;
using NUnit.Framework;
using Repartee.Frozen.Gguf;

namespace Repartee.Frozen.Tests.Gguf
{
    public sealed class HalfRoundingTests
    {
        [Test]
        public void EveryHalfWidensToWhatItStandsFor()
        {
            for (int bits = 0; bits <= ushort.MaxValue; bits++)
            {
                float expected = (float)ReferenceHalf.Widen((ushort)bits);
                float actual = HalfBits.FromF16((ushort)bits);
                if (float.IsNaN(expected) && float.IsNaN(actual)) continue;
                if (BitConverter.SingleToInt32Bits(actual) != BitConverter.SingleToInt32Bits(expected))
                    Assert.Fail($"Half 0x{bits:x4}: expected {expected}, but found {actual}");
            }
        }

        [Test]
        public void EveryHalfSurvivesTheWayThroughFloat32()
        {
            for (int bits = 0; bits <= ushort.MaxValue; bits++)
            {
                float wide = HalfBits.FromF16((ushort)bits);
                ushort back = HalfBits.ToF16(wide);
                ushort expected = float.IsNaN(wide) ? (ushort)(bits | 0x200) : (ushort)bits;
                if (back != expected) Assert.Fail($"Half 0x{bits:x4} came back as 0x{back:x4}");
            }
        }

        [Test]
        public void NarrowingToHalfRoundsToTheNearest()
        {
            var random = new Random(3);
            for (int i = 0; i < 300_000; i++)
            {
                float value = BitConverter.Int32BitsToSingle(Sample(random, i));
                ushort expected = ReferenceHalf.Narrow(value);
                ushort actual = HalfBits.ToF16(value);
                if (float.IsNaN(value) ? !ReferenceHalf.IsNaN(actual) : actual != expected)
                    Assert.Fail($"{value:r}: expected 0x{expected:x4}, but found 0x{actual:x4}");
            }
        }

        // Every second sample lies on or beside a tie between two halves.
        private static int Sample(Random random, int i)
        {
            if (i % 2 == 0) return random.Next(int.MinValue, int.MaxValue);
            float between = HalfBits.FromF16((ushort)random.Next(0x7c00)) / 2 + HalfBits.FromF16((ushort)random.Next(0x7c00)) / 2;
            int half = BitConverter.SingleToInt32Bits(HalfBits.FromF16((ushort)random.Next(0x7c00)));
            return i % 4 == 1 ? half + 0x1000 + random.Next(-1, 2) : BitConverter.SingleToInt32Bits(between);
        }

        [TestCase(65519.996f, 0x7bff)]
        [TestCase(65520f, 0x7c00)]
        [TestCase(float.MaxValue, 0x7c00)]
        [TestCase(float.NegativeInfinity, 0xfc00)]
        [TestCase(-0f, 0x8000)]
        [TestCase(2.9802322E-08f, 0x0000)]
        [TestCase(2.9802326E-08f, 0x0001)]
        [TestCase(6.1035156E-05f, 0x0400)]
        public void TheEdgesOfHalfAreExact(float value, int expected) =>
            Assert.That(HalfBits.ToF16(value), Is.EqualTo((ushort)expected));

        [TestCase(0x3f800000, 0x3f80)]
        [TestCase(0x3f808000, 0x3f80)]
        [TestCase(0x3f818000, 0x3f82)]
        [TestCase(0x3f808001, 0x3f81)]
        [TestCase(0x7f7fffff, 0x7f80)]
        [TestCase(0x7f800000, 0x7f80)]
        [TestCase(0x7f800001, 0x7fc0)]
        [TestCase(unchecked((int)0xff7fffff), 0xff80)]
        public void BFloat16RoundsToTheNearestTiesToEven(int bits, int expected) =>
            Assert.That(HalfBits.ToBF16(BitConverter.Int32BitsToSingle(bits)), Is.EqualTo((ushort)expected));

        [Test]
        public void EveryBFloat16SurvivesTheWayThroughFloat32()
        {
            for (int bits = 0; bits <= ushort.MaxValue; bits++)
            {
                float wide = HalfBits.FromBF16((ushort)bits);
                ushort expected = float.IsNaN(wide) ? (ushort)(bits | 0x40) : (ushort)bits;
                if (HalfBits.ToBF16(wide) != expected) Assert.Fail($"BF16 0x{bits:x4} came back changed");
            }
        }
    }
}
