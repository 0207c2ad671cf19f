#nullable enable
using System.Linq;
using NUnit.Framework;
using Repartee.Frozen.Decoding;
using Repartee.Frozen.Tests.Kernels;

namespace Repartee.Frozen.Tests.Decoding
{
    public sealed unsafe class KeyValueCacheTests
    {
        private const int Layers = 2;
        private const int Heads = 3;
        private const int HeadDim = 6;

        [Test]
        public void WhatWasWrittenStandsByGroupsOfSixteenPositionsAndOfSixteenValues()
        {
            using KeyValueCache cache = Filled(40);
            Assert.That((cache.Count, cache.Capacity, cache.ValueStride), Is.EqualTo((40, 64, 64L * 16)));
            // Two layers of three heads: 64 positions of 6 keys, and of 16 values, 6 of them used.
            Assert.That(cache.Bytes, Is.EqualTo(Layers * Heads * 64 * (HeadDim + 16) * sizeof(float)));
            Check(cache, 40, 0);
        }

        [Test]
        public void RoomForMoreKeepsWhatWasRead()
        {
            using KeyValueCache cache = Filled(50);
            cache.Reserve(51);
            Assert.That(cache.Capacity, Is.EqualTo(64));
            cache.Reserve(65);
            Assert.That((cache.Count, cache.Capacity), Is.EqualTo((50, 128)));
            Check(cache, 50, 0);
            for (int position = 50; position < 128; position++) Write(cache, position, 0);
            Check(cache, 128, 0);
            Assert.That(cache.CommonPrefix(Tokens(128, 0)), Is.EqualTo(128));
        }

        [TestCase(1)]
        [TestCase(16)]
        [TestCase(37)]
        [TestCase(64)]
        public void TheBeginningOfAnotherIsCopied(int count)
        {
            using KeyValueCache source = Filled(70), copy = Filled(3, from: 5000);
            copy.Truncate(0);
            copy.Reserve(count);
            copy.CopyFrom(source, count);
            Assert.That((copy.Count, source.Count), Is.EqualTo((count, 70)));
            Assert.That(copy.CommonPrefix(Tokens(70, 0)), Is.EqualTo(count));
            Check(copy, count, 0);
            for (int position = count; position < copy.Capacity; position++) Write(copy, position, 9000);
            Check(source, 70, 0);
        }

        [Test]
        public void TheCommonBeginningEndsAtTheFirstDifferenceOrWhereOneEnds()
        {
            using KeyValueCache cache = Filled(20);
            int[] text = Tokens(30, 0);
            Assert.That(cache.CommonPrefix(text), Is.EqualTo(20));
            Assert.That(cache.CommonPrefix(text.Take(7).ToArray()), Is.EqualTo(7));
            text[12]++;
            Assert.That(cache.CommonPrefix(text), Is.EqualTo(12));
            text[0]++;
            Assert.That(cache.CommonPrefix(text), Is.Zero);
            cache.Truncate(5);
            Assert.That((cache.Count, cache.CommonPrefix(Tokens(30, 0))), Is.EqualTo((5, 5)));
        }

        private static KeyValueCache Filled(int count, int from = 0)
        {
            var cache = new KeyValueCache(Layers, Heads, HeadDim);
            cache.Reserve(count);
            for (int position = 0; position < count; position++) Write(cache, position, from);
            return cache;
        }

        private static int[] Tokens(int count, int from) => Enumerable.Range(from, count).ToArray();

        private static float Key(int from, int layer, int head, int position, int i) =>
            ((((from + layer) * 10f + head) * 300 + position) * 10) + i;

        private static void Write(KeyValueCache cache, int position, int from)
        {
            cache.Append(from + position);
            for (int layer = 0; layer < Layers; layer++)
            {
                for (int head = 0; head < Heads; head++)
                {
                    var key = new GuardedArray<float>(HeadDim, float.NaN, i => Key(from, layer, head, position, i));
                    var value = new GuardedArray<float>(HeadDim, float.NaN, i => -Key(from, layer, head, position, i));
                    cache.Write(layer, head, position, key.At, value.At);
                }
            }
        }

        private static void Check(KeyValueCache cache, int count, int from)
        {
            for (int layer = 0; layer < Layers; layer++)
            {
                for (int head = 0; head < Heads; head++)
                {
                    for (int position = 0; position < count; position++)
                    {
                        for (int i = 0; i < HeadDim; i++)
                        {
                            float expected = Key(from, layer, head, position, i);
                            float key = cache.Keys(layer, head)[position / 16 * 16 * HeadDim + i * 16 + position % 16];
                            float value = cache.Values(layer, head)[position * 16 + i];
                            if ((key, value) != (expected, -expected))
                                Assert.Fail($"layer {layer}, head {head}, position {position}, {i}: expected {expected}, found {key}, {value}.");
                        }
                    }
                }
            }
        }
    }
}
