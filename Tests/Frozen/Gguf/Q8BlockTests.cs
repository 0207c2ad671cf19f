#nullable enable
using System;
using System.Linq;
using NUnit.Framework;
using Repartee.Frozen.Gguf;

namespace Repartee.Frozen.Tests.Gguf
{
    public sealed class Q8BlockTests
    {
        private static byte[] Quantize(float[] values)
        {
            var block = new byte[Q8Block.Bytes];
            Assert.That(Q8Block.TryQuantize(values, block), Is.True);
            return block;
        }

        private static float[] Decode(byte[] block)
        {
            var values = new float[Q8Block.Elements];
            GgufDecoder.Decode(GgufType.Q8_0, block, 0, values);
            return values;
        }

        [Test]
        public void ABlockIsAsComputedByHand()
        {
            // The largest size is 127, so d = 1 (0x3c00 as F16) and q is the value rounded, halves away from zero.
            var values = new float[32];
            new[] { -127f, 0.5f, -0.5f, 1.5f, 2.5f, -2.5f, 0.49f, 126.4f, 126.5f }.CopyTo(values, 0);
            byte[] block = Quantize(values);
            Assert.That(block.Take(2), Is.EqualTo(new byte[] { 0x00, 0x3c }));
            Assert.That(
                block.Skip(2).Take(10).Select(q => (int)(sbyte)q), Is.EqualTo(new[] { -127, 1, -1, 2, 3, -3, 0, 126, 127, 0 }));
            Assert.That(Decode(block).Take(4), Is.EqualTo(new[] { -127f, 1f, -1f, 2f }));
        }

        [Test]
        public void TheScaleIsRoundedButTheBytesAreNot()
        {
            // d = 1 / 127 = 0.00787402, as F16 0x2008 = 0.00787354; 0.5 / d = 63.5, rounded to 64 with the unrounded d.
            var values = new float[32];
            values[0] = 1;
            values[31] = 0.5f;
            byte[] block = Quantize(values);
            Assert.That(block.Take(3), Is.EqualTo(new byte[] { 0x08, 0x20, 127 }));
            Assert.That(block[33], Is.EqualTo(64));
            Assert.That(Decode(block)[0], Is.EqualTo(127 * 0.00787353515625f));
        }

        [Test]
        public void TheErrorIsAtMostHalfAStepAndTheRoundingOfTheScale()
        {
            var random = new Random(6);
            for (int round = 0; round < 1000; round++)
            {
                float size = MathF.Pow(10, random.Next(-1, 4));
                float[] values = Enumerable.Range(0, 32).Select(_ => (float)(random.NextDouble() * 2 - 1) * size).ToArray();
                float most = values.Max(Math.Abs);
                float[] read = Decode(Quantize(values));
                float bound = most / 254 + most / 2048 + most * 1e-6f;
                for (int i = 0; i < 32; i++)
                    if (Math.Abs(read[i] - values[i]) > bound) Assert.Fail($"{values[i]} became {read[i]} of {most}.");
            }
        }

        [TestCase(0f)]
        [TestCase(1e-45f)]
        public void NothingStaysNothing(float value) =>
            Assert.That(Decode(Quantize(Enumerable.Repeat(value, 32).ToArray())), Is.All.Zero);

        [TestCase(float.NaN)]
        [TestCase(float.NegativeInfinity)]
        [TestCase(8.4e6f)] // d would be beyond the largest F16
        public void WhatNoScaleFitsIsRefused(float value)
        {
            var values = new float[32];
            values[7] = value;
            Assert.That(Q8Block.TryQuantize(values, new byte[Q8Block.Bytes]), Is.False);
        }
    }
}
