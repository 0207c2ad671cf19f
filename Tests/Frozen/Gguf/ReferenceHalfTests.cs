#nullable enable
using System;
using NUnit.Framework;

namespace Repartee.Frozen.Tests.Gguf
{
    public sealed class ReferenceHalfTests
    {
        [TestCase(0x3c00, 1.0)]
        [TestCase(0xc500, -5.0)]
        [TestCase(0x0001, 1.0 / (1 << 24))]
        [TestCase(0x7bff, 65504.0)]
        public void KnownHalvesAreWhatTheStandardSays(int bits, double value)
        {
            Assert.That(ReferenceHalf.Widen((ushort)bits), Is.EqualTo(value));
            Assert.That(ReferenceHalf.Narrow(value), Is.EqualTo((ushort)bits));
        }

#if NET8_0_OR_GREATER
        [Test]
        public void TheReferenceIsSystemHalf()
        {
            var random = new Random(11);
            for (int bits = 0; bits <= ushort.MaxValue; bits++)
            {
                Half half = BitConverter.UInt16BitsToHalf((ushort)bits);
                double value = BitConverter.Int32BitsToSingle(random.Next(0x32000000, 0x48000000) & ~0xfff | random.Next(3));
                if (Half.IsNaN(half) != ReferenceHalf.IsNaN((ushort)bits)
                    || !Half.IsNaN(half) && (ReferenceHalf.Widen((ushort)bits) != (double)half
                        || ReferenceHalf.Narrow((double)half) != bits)
                    || ReferenceHalf.Narrow(value) != BitConverter.HalfToUInt16Bits((Half)value))
                    Assert.Fail($"{bits:x4} or {value:r} differs.");
            }
        }
#endif
    }
}
