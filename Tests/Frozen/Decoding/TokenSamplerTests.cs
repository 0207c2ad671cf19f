#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Frozen.Decoding;
using Repartee.Frozen.Kernels;
using Repartee.Frozen.Tests.Kernels;

namespace Repartee.Frozen.Tests.Decoding
{
    [TestFixture(false)]
    [TestFixture(true)]
    public sealed unsafe class TokenSamplerTests
    {
        private static readonly float[] Twelve = { 0.3f, -1, 2, 2, 0.5f, -3, 1.2f, 0, -0.4f, 1.9f, -8, 0.7f };
        private readonly RowMath math;

        public TokenSamplerTests(bool vectors)
        {
            if (vectors && !VectorKernels.IsSupported) Assert.Ignore("This processor has no vectors.");
            math = new RowMath(vectors);
        }

        [Test]
        public void DrawsFollowTheDistribution(
            [Values(0.5, 1.0, 3.0)] double temperature, [Values(0, 4)] int topK, [Values(1.0, 0.7)] double topP)
        {
            const int Draws = 20_000;
            var sampling = new SamplingOptions { Temperature = temperature, TopK = topK, TopP = topP };
            double[] expected = NaiveSampler.Probabilities(Twelve, sampling, Array.Empty<int>())!;
            var counts = new int[expected.Length];
            for (int i = 0; i < Draws; i++) counts[Draw(Twelve, sampling, CounterRandom.Uniform(11, (ulong)i)).Token]++;
            double chiSquare = 0;
            for (int token = 0; token < counts.Length; token++)
            {
                double mean = expected[token] * Draws;
                if (mean == 0) Assert.That(counts[token], Is.Zero, $"token {token} is cut off");
                else chiSquare += (counts[token] - mean) * (counts[token] - mean) / mean;
            }

            Assert.That(chiSquare, Is.LessThan(31.3), "chi-square, at most 11 degrees of freedom, 0.1 %");
        }

        [Test]
        public void EachDrawIsThatOfTheTrainingKernelsRule()
        {
            var random = new Random(7);
            int undecided = 0;
            for (int round = 0; round < 1000; round++)
            {
                float[] logits = Logits(random, 1 + random.Next(90), random.NextDouble() * 6);
                SamplingOptions sampling = AnySampling(random);
                List<int> said = Enumerable.Range(0, random.Next(6)).Select(_ => random.Next(logits.Length)).ToList();
                double uniform = random.NextDouble();
                int expected = NaiveSampler.Draw(logits, sampling, said, uniform);
                (int found, float logProb) = Draw(logits, sampling, uniform, said);
                double[] p = NaiveSampler.Softmax(logits, sampling.Temperature);
                double exact = Math.Log(p[found]);
                Assert.That(logProb, Is.EqualTo(exact).Within(2e-5 * (1 + Math.Abs(exact))), $"round {round}: {sampling}");
                if (expected < 0) undecided++;
                else Assert.That(found, Is.EqualTo(expected), $"round {round}: {sampling}, {uniform}");
            }

            Assert.That(undecided, Is.LessThan(20), "cases that rounding decides");
        }

        [Test]
        public void GreedyTakesTheLikeliestAndOfEqualOnesTheFirst([Values(0.0, 0.3, 0.999999)] double uniform)
        {
            Assert.That(Draw(Twelve, SamplingOptions.Greedy, uniform).Token, Is.EqualTo(2));
            float[] negative = Twelve.Select(logit => logit - 100).ToArray();
            Assert.That(Draw(negative, SamplingOptions.Greedy, uniform).Token, Is.EqualTo(2));
        }

        [Test]
        public void OfTopKEquallyLikelyOnesThoseWithTheLowestIdsAreKept()
        {
            var logits = new float[50];
            var sampling = new SamplingOptions { TopK = 7 };
            int[] drawn = Enumerable.Range(0, 700).Select(i => Draw(logits, sampling, i / 700.0).Token).ToArray();
            Assert.That(drawn, Is.EqualTo(Enumerable.Range(0, 700).Select(i => i / 100)));
        }

        [TestCase(0.49, 1)]
        [TestCase(0.51, 2)]
        [TestCase(0.76, 3)]
        public void TopPKeepsTheTokenThatReachesIt(double topP, int kept)
        {
            float[] logits = { MathF.Log(0.125f), MathF.Log(0.5f), MathF.Log(0.125f), MathF.Log(0.25f) };
            var sampling = new SamplingOptions { TopP = topP };
            var drawn = new SortedSet<int>(Enumerable.Range(0, 100).Select(i => Draw(logits, sampling, i / 100.0).Token));
            Assert.That(drawn, Is.EqualTo(new[] { 1, 3, 0 }.Take(kept).OrderBy(token => token)));
        }

        [Test]
        public void TheHigherTokenWinsTheRestOfTheInterval()
        {
            float[] logits = { 0, 0, -200, 0 };
            Assert.That(Draw(logits, SamplingOptions.Default, 0).Token, Is.Zero);
            Assert.That(Draw(logits, SamplingOptions.Default, 1 - 1e-12).Token, Is.EqualTo(3));
        }

        [Test]
        public void WhatWasSaidBecomesRarerButItsLogProbabilityStaysThatOfTheActor()
        {
            var sampling = SamplingOptions.Greedy with { RepetitionPenalty = 4 };
            float[] logits = { 1, 3, -0.5f, 2.9f };
            double[] p = NaiveSampler.Softmax(logits, 1);
            (int token, float logProb) = Draw(logits, sampling, 0.5, new List<int> { 1, 1, 2 });
            Assert.That(token, Is.EqualTo(3), "3 became 0.75, however often it was said");
            Assert.That(logProb, Is.EqualTo(Math.Log(p[3])).Within(1e-6));
            (token, logProb) = Draw(logits, sampling, 0.5, new List<int> { 3, 1, 0 });
            Assert.That(token, Is.EqualTo(1), "0.75 against 0.725, 0.25 and -0.5");
            Assert.That(logProb, Is.EqualTo(Math.Log(p[1])).Within(1e-6));
        }

        [TestCase(0.01)]
        [TestCase(0.0001)]
        public void LogProbabilitiesAreExactAtLowTemperatures(double temperature)
        {
            // The second is behind by 3 after division.
            float[] logits = { -7, 21, (float)(21 - 3 * temperature), 5 };
            double[] p = NaiveSampler.Softmax(logits, temperature);
            (int token, float logProb) = Draw(logits, new SamplingOptions { Temperature = temperature }, 0.99);
            Assert.That(token, Is.EqualTo(2));
            Assert.That(logProb, Is.EqualTo(Math.Log(p[2])).Within(1e-5));
        }

        [TestCase(float.NaN, "NaN")]
        [TestCase(float.PositiveInfinity, "∞")]
        public void LogitsThatAreNoNumbersAreRefused(float bad, string shown)
        {
            foreach (int place in new[] { 0, 8, 11 })
            {
                float[] logits = Twelve.Select((logit, i) => i == place ? bad : logit).ToArray();
                Assert.That(
                    () => Draw(logits, SamplingOptions.Default, 0.5),
                    Throws.InstanceOf<InvalidDataException>().With.Message.EqualTo(
                        $"Expected finite logits, but found a largest of {bad}. The actor's weights are broken: take another copy of its " +
                        "file, freeze it again, or resume its training from an earlier checkpoint."),
                    $"{shown} at {place}");
            }

            Assert.That(
                () => Draw(Enumerable.Repeat(float.NegativeInfinity, 12).ToArray(), SamplingOptions.Greedy, 0.5),
                Throws.InstanceOf<InvalidDataException>());
            Assert.That(
                () => Draw(Enumerable.Repeat(bad, 12).ToArray(), SamplingOptions.Greedy, 0.5), Throws.InstanceOf<InvalidDataException>());
        }

        private static float[] Logits(Random random, int count, double size) =>
            Enumerable.Range(0, count).Select(_ => (float)(size * (random.NextDouble() * 2 - 1))).ToArray();

        private static SamplingOptions AnySampling(Random random) => new SamplingOptions
        {
            Temperature = 0.2 + random.NextDouble() * 2,
            TopK = random.Next(3) == 0 ? 1 + random.Next(20) : 0,
            TopP = random.Next(3) == 0 ? 0.05 + 0.9 * random.NextDouble() : 1,
            RepetitionPenalty = random.Next(3) == 0 ? 1 + random.NextDouble() : 1,
        };

        private (int Token, float LogProb) Draw(float[] logits, SamplingOptions sampling, double uniform, List<int>? said = null)
        {
            using var sampler = new TokenSampler(logits.Length, math);
            var copy = new GuardedArray<float>(logits.Length, float.NaN, i => logits[i]);
            int token = sampler.Draw(copy.At, sampling, said ?? new List<int>(), uniform, out float logProb);
            copy.RequireGuards("logits");
            return (token, logProb);
        }
    }
}
