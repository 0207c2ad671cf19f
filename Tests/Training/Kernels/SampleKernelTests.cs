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

        private static double[] Softmax(double temperature) =>
            ReferenceLlama.LogSoftmax(Logits.Select(l => l / temperature).ToArray()).Select(Math.Exp).ToArray();

        private static (long[] Tokens, float[] LogProbs) Sample(double temperature, int topK = 0, double topP = 2.0)
        {
            var uniforms = Enumerable.Range(0, Draws).Select(i => CounterRandom.Uniform(11, (ulong)i)).ToArray();
            return Sample(Logits, uniforms, temperature, topK == 0 ? Logits.Length : topK, topP, truncate: topK > 0 || topP < 1);
        }

        private static (long[] Tokens, float[] LogProbs) Sample(
            float[] logits, double[] uniforms, double temperature, int topK, double topP, bool truncate)
        {
            int rows = uniforms.Length;
            using var noGrad = no_grad();
            using var scope = NewDisposeScope();
            var table = HostCopy.ToDevice(Repeated(logits, rows), new long[] { rows, logits.Length }, CPU);
            var sampling = HostCopy.ToDevice(Repeated(new[] { (float)temperature, topK, (float)topP }, rows), new long[] { rows, 3 }, CPU);
            var uniform = HostCopy.ToDevice(uniforms, new long[] { rows, 1 }, CPU);
            var (tokens, logProbs) = ((Tensor, Tensor))KernelUnit.Shared.invoke("sample", table, sampling, uniform, truncate)!;
            return (HostCopy.Longs(tokens), HostCopy.Floats(logProbs));
        }

        private static float[] Repeated(float[] row, int times) => Enumerable.Repeat(row, times).SelectMany(r => r).ToArray();
    }
}
