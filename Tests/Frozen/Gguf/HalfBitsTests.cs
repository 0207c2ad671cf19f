#nullable enable
using System;
using NUnit.Framework;
using Repartee.Frozen.Gguf;

namespace Repartee.Frozen.Tests.Gguf
{
    public sealed class HalfBitsTests
    {
        [Test]
        public void EveryHalfWidensAsTheReferenceDoesAndComesBack()
        {
            for (int bits = 0; bits <= ushort.MaxValue; bits++)
            {
                float half = (float)ReferenceHalf.Widen((ushort)bits);
                float wide = HalfBits.FromF16((ushort)bits);
                if (float.IsNaN(half))
                {
                    Assert.That(wide, Is.NaN);
                    Assert.That(HalfBits.FromF16(HalfBits.ToF16(wide)), Is.NaN);
                    continue;
                }

                if (BitConverter.SingleToInt32Bits(wide) != BitConverter.SingleToInt32Bits(half) || HalfBits.ToF16(wide) != bits)
                    Assert.Fail($"{bits:x4} became {wide} and {HalfBits.ToF16(wide):x4}.");
            }
        }

        [Test]
        public void NarrowingRoundsAsTheReferenceDoes()
        {
            var random = new Random(5);
            for (int round = 0; round < 300_000; round++)
            {
                // Half of them near ties: a half's bits with little behind.
                int bits = round % 2 == 0
                    ? random.Next(int.MinValue, int.MaxValue)
                    : random.Next(0x32000000, 0x48000000) & ~0xfff | random.Next(3);
                float value = BitConverter.Int32BitsToSingle(bits);
                if (float.IsNaN(value)) continue;
                ushort expected = ReferenceHalf.Narrow(value);
                if (HalfBits.ToF16(value) != expected) Assert.Fail($"{bits:x8}: {HalfBits.ToF16(value):x4} instead of {expected:x4}.");
            }
        }

        [Test]
        public void BF16IsTheUpperHalfOfAFloat()
        {
            Assert.That(HalfBits.FromBF16(0x3fc0), Is.EqualTo(1.5f));
            Assert.That(HalfBits.FromBF16(0xc2f7), Is.EqualTo(-123.5f));
            Assert.That(HalfBits.FromBF16(0xff80), Is.EqualTo(float.NegativeInfinity));
        }
    }
}
