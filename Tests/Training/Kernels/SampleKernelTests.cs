#nullable enable
using System;
using System.Linq;
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Training.Actor;
using Repartee.Training.Kernels;
using Repartee.Training.Tests.Actor;
using static TorchSharp.torch;

namespace Repartee.Training.Tests.Kernels
{
    public sealed class SampleKernelTests
    {
        private const int Draws = 20_000;

        private static readonly float[] Logits = { 1f, -0.5f, 0f, 2f, -3f, 0.5f, 1.5f, -1f };

        // Chi-square with 7 degrees of freedom exceeds 24.3 once in a thousand.
        [TestCase(1.0)]
        [TestCase(0.5)]
        [TestCase(2.0)]
        public void TokensComeAsOftenAsTheSoftmaxSays(double temperature)
        {
            var (tokens, _) = Sample(temperature);
            var p = Softmax(temperature);
            double chiSquare = Enumerable.Range(0, p.Length)
                .Sum(v => Math.Pow(tokens.Count(t => t == v) - Draws * p[v], 2) / (Draws * p[v]));
            Assert.That(chiSquare, Is.LessThan(24.3));
        }

        [Test]
        public void TopKDrawsEachOfTheLikeliestTokensAndNoOther()
        {
            var (tokens, _) = Sample(1.0, topK: 3);
            Assert.That(tokens.Distinct().OrderBy(t => t), Is.EqualTo(new long[] { 0, 3, 6 }));
        }

        [Test]
        public void TopPDrawsTheFewestLikeliestTokensThatReachTheProbability()
        {
            var p = Softmax(1.0);
            double two = p[3] + p[6];
            var (justTwo, _) = Sample(1.0, topP: two - 0.001);
            var (three, _) = Sample(1.0, topP: two + 0.001);
            Assert.That(justTwo.Distinct().OrderBy(t => t), Is.EqualTo(new long[] { 3, 6 }));
            Assert.That(three.Distinct().OrderBy(t => t), Is.EqualTo(new long[] { 0, 3, 6 }));
        }

        [Test]
        public void TruncatedDrawsKeepTheProportionsOfWhatIsLeft()
        {
            var p = Softmax(1.0);
            var (tokens, _) = Sample(1.0, topK: 2);
            double share = tokens.Count(t => t == 3) / (double)Draws;
            double expected = p[3] / (p[3] + p[6]);
            Assert.That(share, Is.EqualTo(expected).Within(3 * Math.Sqrt(expected * (1 - expected) / Draws)));
        }

        [Test]
        public void TopKOfOneIsGreedy()
        {
            var (tokens, _) = Sample(1.0, topK: 1);
            Assert.That(tokens, Is.All.EqualTo(3));
        }

        [TestCase(0)]
        [TestCase(2)]
        public void TheLogProbIsThatOfTheWholeDistributionAtTheTemperature(int topK)
        {
            var (tokens, logProbs) = Sample(0.7, topK);
            var p = Softmax(0.7);
            Assert.That(logProbs, Is.EqualTo(tokens.Select(t => Math.Log(p[t]))).Within(1e-5));
        }

        [Test]
        public void TheSmallestAndTheGreatestUniformNumberGiveTokensThatCanBeDrawn()
        {
            var impossibleAtBothEnds = new[] { -1000f, 0f, 0f, -1000f };
            var (tokens, _) = Sample(impossibleAtBothEnds, new[] { 0.0, 1.0 - 1.0 / (1L << 53) }, 1.0, 4, 2.0, truncate: false);
            Assert.That(tokens, Is.EqualTo(new long[] { 1, 2 }));
        }

        // CTRL's formula, written out: 2 / 1.5, -0.5 * 1.5; a zero stays; a token said twice is penalized once.
        [TestCase(1.0)]
        [TestCase(0.7)]
        public void TokensThatWereSaidComeAsOftenAsThePenalizedSoftmaxSays(double temperature)
        {
            var penalized = new[] { 1f, -0.75f, 0f, 2f / 1.5f, -3f, 0.5f, 1.5f, -1f };
            var p = Softmax(temperature, penalized);
            var (tokens, _) = Sample(Logits, Uniforms(), temperature, 8, 2.0, truncate: false, penalty: 1.5, said: new long[] { 3, 1, 3, 2 });
            double chiSquare = Enumerable.Range(0, p.Length)
                .Sum(v => Math.Pow(tokens.Count(t => t == v) - Draws * p[v], 2) / (Draws * p[v]));
            Assert.That(chiSquare, Is.LessThan(24.3));
            var unpenalized = Softmax(temperature);
            double wrong = Enumerable.Range(0, p.Length)
                .Sum(v => Math.Pow(tokens.Count(t => t == v) - Draws * unpenalized[v], 2) / (Draws * unpenalized[v]));
            Assert.That(wrong, Is.GreaterThan(100), "draws without the penalty would pass too");
        }

        [Test]
        public void TheLogProbKnowsNothingOfTheRepetitionPenalty()
        {
            var (tokens, logProbs) = Sample(Logits, Uniforms(), 0.7, 8, 2.0, truncate: false, penalty: 3, said: new long[] { 3 });
            var p = Softmax(0.7);
            Assert.That(logProbs, Is.EqualTo(tokens.Select(t => Math.Log(p[t]))).Within(1e-5));
        }

        [Test]
        public void APenaltyLetsAnotherTokenBeTheLikeliest()
        {
            var (tokens, _) = Sample(Logits, Uniforms(), 1.0, 1, 2.0, truncate: true, penalty: 1.5, said: new long[] { 3 });
            Assert.That(tokens, Is.All.EqualTo(6), "2 / 1.5 lies below 1.5");
        }

        [Test]
        public void APenaltyOfOneChangesNoBit()
        {
            var (plain, plainLogProbs) = Sample(0.7);
            var (tokens, logProbs) = Sample(Logits, Uniforms(), 0.7, 8, 2.0, truncate: false, penalty: 1, said: new long[] { 3, 1 });
            Assert.That(tokens, Is.EqualTo(plain));
            Assert.That(logProbs, Is.EqualTo(plainLogProbs));
        }

        private static double[] Softmax(double temperature) => Softmax(temperature, Logits);

        private static double[] Softmax(double temperature, float[] logits) =>
            ReferenceLlama.LogSoftmax(logits.Select(l => l / temperature).ToArray()).Select(Math.Exp).ToArray();

        private static double[] Uniforms() => Enumerable.Range(0, Draws).Select(i => CounterRandom.Uniform(11, (ulong)i)).ToArray();

        private static (long[] Tokens, float[] LogProbs) Sample(double temperature, int topK = 0, double topP = 2.0)
        {
            return Sample(Logits, Uniforms(), temperature, topK == 0 ? Logits.Length : topK, topP, truncate: topK > 0 || topP < 1);
        }

        private static (long[] Tokens, float[] LogProbs) Sample(
            float[] logits, double[] uniforms, double temperature, int topK, double topP, bool truncate, double penalty = 1,
            long[]? said = null)
        {
            int rows = uniforms.Length;
            using var noGrad = no_grad();
            using var scope = NewDisposeScope();
            var table = HostCopy.ToDevice(Repeated(logits, rows), new long[] { rows, logits.Length }, TinyActor.Device);
            var values = new[] { (float)temperature, topK, (float)topP, (float)penalty };
            var sampling = HostCopy.ToDevice(Repeated(values, rows), new long[] { rows, values.Length }, TinyActor.Device);
            var before = HostCopy.ToDevice(Repeated(said ?? Array.Empty<long>(), rows), new long[] { rows, said?.Length ?? 0 }, TinyActor.Device);
            var uniform = HostCopy.ToDevice(uniforms, new long[] { rows, 1 }, TinyActor.Device);
            var (tokens, logProbs) = ((Tensor, Tensor))KernelUnit.Shared.invoke(
                "sample", table, sampling, before, uniform, truncate, said != null)!;
            return (HostCopy.Longs(tokens), HostCopy.Floats(logProbs));
        }

        private static T[] Repeated<T>(T[] row, int times) => Enumerable.Repeat(row, times).SelectMany(r => r).ToArray();
    }
}
