#nullable enable
using System;
using System.Linq;
using NUnit.Framework;
using Repartee.Conversation;

namespace Repartee.Tests.Conversation
{
    public sealed class CounterRandomTests
    {
        // The published test vector of SplitMix64 for this seed.
        private static readonly ulong[] Published =
        {
            6457827717110365317UL, 3203168211198807973UL, 9817491932198370423UL, 4593380528125082431UL, 16408922859458223821UL,
        };

        [Test]
        public void BitsAreThoseOfSplitMix64()
        {
            Assert.That(Enumerable.Range(0, 5).Select(i => CounterRandom.Bits(1234567, (ulong)i)), Is.EqualTo(Published));
        }

        [Test]
        public void UniformNumbersAreTheUpper53BitsAsAFraction()
        {
            Assert.That(CounterRandom.Uniform(1234567, 0), Is.EqualTo((Published[0] >> 11) / 9007199254740992.0));
        }

        [Test]
        public void UniformNumbersLieBelowOneAndFillTheIntervalEvenly()
        {
            var numbers = Enumerable.Range(0, 20_000).Select(i => CounterRandom.Uniform(3, (ulong)i)).ToArray();
            Assert.That(numbers, Is.All.InRange(0.0, 1.0).And.All.LessThan(1.0));
            Assert.That(numbers.Average(), Is.EqualTo(0.5).Within(3 / Math.Sqrt(12.0 * numbers.Length)));
        }

        [TestCase(1)]
        [TestCase(2)]
        [TestCase(97)]
        public void APermutationHasEachIndexOnce(int count)
        {
            Assert.That(CounterRandom.Permutation(count, 5).OrderBy(i => i), Is.EqualTo(Enumerable.Range(0, count)));
        }

        [Test]
        public void EachPermutationOfThreeIsAsLikelyAsAnother()
        {
            const int Draws = 6000;
            var counts = Enumerable.Range(0, Draws)
                .GroupBy(seed => string.Join("", CounterRandom.Permutation(3, (ulong)seed)), (_, g) => g.Count()).ToArray();
            Assert.That(counts, Has.Length.EqualTo(6));
            Assert.That(counts.Sum(c => Math.Pow(c - Draws / 6.0, 2) / (Draws / 6.0)), Is.LessThan(20.5));     // χ², 5 degrees, 0.1 %
        }

        [Test]
        public void StreamsOfASeedDifferAndRepeat()
        {
            var streams = Enumerable.Range(0, 1000).Select(i => CounterRandom.Derive(1, (ulong)i)).ToArray();
            Assert.That(streams.Distinct().Count(), Is.EqualTo(1000));
            Assert.That(CounterRandom.Derive(1, 999), Is.EqualTo(streams[999]));
            Assert.That(CounterRandom.Derive(2, 999), Is.Not.EqualTo(streams[999]));
        }
    }
}
