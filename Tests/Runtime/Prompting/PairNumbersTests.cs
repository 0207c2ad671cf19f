#nullable enable
using System;
using System.Collections.Generic;
using NUnit.Framework;
using Repartee.Prompting;

namespace Repartee.Tests.Prompting
{
    public sealed class PairNumbersTests
    {
        [TestCase(0)]
        [TestCase(5000)]
        public void PairsHaveTheNumbersInWhoseOrderTheyCame(int expectedPairs)
        {
            var random = new Random(4);
            var numbers = new PairNumbers(expectedPairs);
            var expected = new Dictionary<(int Left, int Right), int>();
            for (int i = 0; i < 5000; i++)
            {
                (int Left, int Right) pair = (random.Next(60), random.Next(60) - 30);
                Assert.That(numbers.TryAdd(pair.Left, pair.Right), Is.EqualTo(expected.TryAdd(pair, expected.Count)));
            }

            Assert.That(numbers.Count, Is.EqualTo(expected.Count).And.LessThan(60 * 60));
            for (int left = 0; left < 60; left++)
                for (int right = -30; right < 30; right++)
                    Assert.That(
                        numbers.Find(left, right),
                        Is.EqualTo(expected.TryGetValue((left, right), out int number) ? number : PairNumbers.None));
        }
    }
}
