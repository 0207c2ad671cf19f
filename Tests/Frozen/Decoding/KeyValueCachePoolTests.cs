#nullable enable
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Repartee.Frozen.Decoding;

namespace Repartee.Frozen.Tests.Decoding
{
    public sealed class KeyValueCachePoolTests
    {
        private readonly List<KeyValueCache> made = new List<KeyValueCache>();

        [SetUp]
        public void Forget() => made.Clear();

        [Test]
        public void WhoGoesOnGetsTheCacheThatReadTheBeginning()
        {
            using KeyValueCachePool pool = Pool(4);
            KeyValueCache tavern = Read(pool, "tavern, hello"), smithy = Read(pool, "smithy, good day");
            Assert.That(pool.Rent(Text("smithy, good day. A sword?")), Is.SameAs(smithy));
            Assert.That(smithy.Count, Is.EqualTo("smithy, good day".Length));
            Assert.That(pool.Rent(Text("tavern, hello there")), Is.SameAs(tavern));
            Assert.That((pool.Idle, made.Count), Is.EqualTo((0, 2)));
        }

        [Test]
        public void TheLastTokenIsReadAgainForItsLogits()
        {
            using KeyValueCachePool pool = Pool(4);
            KeyValueCache cache = Read(pool, "tavern");
            Assert.That(pool.Rent(Text("tavern")), Is.SameAs(cache));
            Assert.That(cache.Count, Is.EqualTo("tavern".Length - 1));
        }

        [Test]
        public void WhoBranchesOffGetsACopyAndTheOtherKeepsItsOwn()
        {
            using KeyValueCachePool pool = Pool(4);
            KeyValueCache first = Read(pool, "tavern, hello");
            KeyValueCache second = pool.Rent(Text("tavern, good day"));
            Assert.That(second, Is.Not.SameAs(first));
            Assert.That((second.Count, first.Count, pool.Idle), Is.EqualTo(("tavern, ".Length, "tavern, hello".Length, 1)));
            Assert.That(second.CommonPrefix(Text("tavern, hello")), Is.EqualTo("tavern, ".Length));
            Assert.That(pool.Rent(Text("tavern, hello!")), Is.SameAs(first));
        }

        [Test]
        public void OfSeveralTheLongestBeginningIsTaken()
        {
            using KeyValueCachePool pool = Pool(4);
            Read(pool, "tavern, a room");
            KeyValueCache longer = Read(pool, "tavern, how are you");
            Read(pool, "tavern, how");
            Assert.That(made, Has.Count.EqualTo(3));
            KeyValueCache rented = pool.Rent(Text("tavern, how are we"));
            Assert.That((rented.Count, pool.Idle), Is.EqualTo(("tavern, how are ".Length, 3)));
            Assert.That(longer.Count, Is.EqualTo("tavern, how are you".Length));
        }

        [Test]
        public void AStrangerGetsAnEmptyCacheOrWhenAllAreMadeTheOneUnusedForLongest()
        {
            using KeyValueCachePool pool = Pool(3);
            KeyValueCache a = Read(pool, "aaaa"), b = Read(pool, "bbbb"), c = Read(pool, "cccc");
            pool.Return(pool.Rent(Text("aaaa!")));
            Assert.That(made, Has.Count.EqualTo(3));
            KeyValueCache stranger = pool.Rent(Text("dddd"));
            Assert.That(stranger, Is.SameAs(b), "a was used since");
            Assert.That((stranger.Count, pool.Idle), Is.EqualTo((0, 2)));
            Assert.That(pool.Rent(Text("cccc?")), Is.SameAs(c));
            Assert.That(pool.Rent(Text("aaaa?")), Is.SameAs(a));
        }

        [Test]
        public void ACopyTakesThePlaceOfTheOneUnusedForLongest()
        {
            using KeyValueCachePool pool = Pool(2);
            KeyValueCache old = Read(pool, "bbbb"), source = Read(pool, "tavern, hello");
            KeyValueCache copy = pool.Rent(Text("tavern, good day"));
            Assert.That(copy, Is.SameAs(old));
            Assert.That((copy.Count, source.Count, made.Count), Is.EqualTo(("tavern, ".Length, "tavern, hello".Length, 2)));
        }

        [Test]
        public void WithRoomForOneTheBeginningIsKeptAndTheRestGoes()
        {
            using KeyValueCachePool pool = Pool(1);
            KeyValueCache only = Read(pool, "tavern, hello");
            Assert.That(pool.Rent(Text("tavern, good day")), Is.SameAs(only));
            Assert.That((only.Count, made.Count), Is.EqualTo(("tavern, ".Length, 1)));
        }

        [Test]
        public void NoMoreAreKeptThanAllowedAndTheOldestIsFreed()
        {
            using KeyValueCachePool pool = Pool(2);
            KeyValueCache[] rented = new[] { "aa", "bb", "cc" }.Select(text => Rented(pool, text)).ToArray();
            foreach (KeyValueCache cache in rented) pool.Return(cache);
            Assert.That(pool.Idle, Is.EqualTo(2));
            Assert.That(rented.Select(cache => cache.Capacity), Is.EqualTo(new[] { 0, 64, 64 }));
            Assert.That(pool.Bytes, Is.EqualTo(rented[1].Bytes + rented[2].Bytes));
            Assert.That(pool.Rent(Text("aa!")).Count, Is.Zero);
        }

        [Test]
        public void WhatIsForgottenIsNoBeginningAndItsMemoryIsTakenFirst()
        {
            using KeyValueCachePool pool = Pool(4);
            KeyValueCache old = Read(pool, "tavern, hello");
            pool.Forget();
            Assert.That(old.CommonPrefix(Text("tavern, hello")), Is.Zero);
            Assert.That(pool.Rent(Text("tavern, hello")), Is.SameAs(old));
            Assert.That((old.Count, old.Capacity, made.Count), Is.EqualTo((0, 64, 1)));
        }

        private static int[] Text(string text) => text.Select(letter => (int)letter).ToArray();

        private static KeyValueCache Rented(KeyValueCachePool pool, string text)
        {
            KeyValueCache cache = pool.Rent(Text(text));
            cache.Reserve(text.Length);
            for (int i = cache.Count; i < text.Length; i++) cache.Append(text[i]);
            return cache;
        }

        private static KeyValueCache Read(KeyValueCachePool pool, string text)
        {
            KeyValueCache cache = Rented(pool, text);
            pool.Return(cache);
            return cache;
        }

        private KeyValueCachePool Pool(int most) => new KeyValueCachePool(
            () =>
            {
                made.Add(new KeyValueCache(1, 1, 4));
                return made[made.Count - 1];
            },
            most);
    }
}
