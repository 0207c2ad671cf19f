#nullable enable
using System;
using System.Linq;
using NUnit.Framework;
using Repartee.Training.Actor;
using Repartee.Training.Optimization;
using Repartee.Training.Ppo;
using Repartee.Training.Tests.Actor;
using static TorchSharp.torch;

namespace Repartee.Training.Tests.Kernels
{
    public sealed class AdamWKernelTests
    {
        private const int Matrix = 20;                                          // elements of a matrix, under weight decay
        private const int All = 26;                                             // with a norm of six

        private const double Beta1 = 0.9;
        private const double Beta2 = 0.95;
        private const double Epsilon = 1e-5;
        private const double Decay = 0.1;

        private ParameterArena arena = null!;
        private AdamW optimizer = null!;

        [SetUp]
        public void CreateArena()
        {
            var layout = new ParameterLayout(new[]
            {
                new ParameterSlot("norm", new long[] { All - Matrix }, decayed: false),
                new ParameterSlot("matrix", new long[] { 4, Matrix / 4 }, decayed: true),
            });
            arena = ParameterArena.Trainable(layout, TinyActor.Device);
            arena.Load(Numbers(1));
            optimizer = new AdamW(arena, Beta1, Beta2, Epsilon, Decay);
        }

        [TearDown]
        public void DisposeArena()
        {
            optimizer.Dispose();
            arena.Dispose();
        }

        [Test]
        public void FiveStepsAreThoseOfTheFormulaWithDecayOnMatricesAlone()
        {
            var p = Numbers(1).Select(v => (double)v).ToArray();
            double[] m = new double[All], v = new double[All];
            for (int step = 1; step <= 5; step++)
            {
                var gradient = Numbers((ulong)(10 + step));
                double rate = 0.02 / step;
                Step(gradient, maxNorm: 1e6, rate);
                for (int i = 0; i < All; i++)
                {
                    p[i] *= 1 - rate * (i < Matrix ? Decay : 0);
                    m[i] = Beta1 * m[i] + (1 - Beta1) * gradient[i];
                    v[i] = Beta2 * v[i] + (1 - Beta2) * gradient[i] * gradient[i];
                    double corrected = m[i] / (1 - Math.Pow(Beta1, step));
                    p[i] -= rate * corrected / (Math.Sqrt(v[i] / (1 - Math.Pow(Beta2, step))) + Epsilon);
                }
            }

            var state = optimizer.Capture();
            Assert.That(arena.ToArray(), Is.EqualTo(p).Within(1e-6));
            Assert.That(state.First, Is.EqualTo(m).Within(1e-6));
            Assert.That(state.Second, Is.EqualTo(v).Within(1e-6));
            Assert.That(state.Steps, Is.EqualTo(5f));
        }

        [Test]
        public void AStepLeavesTheGradientsAtZero()
        {
            Step(Numbers(2), maxNorm: 1.0, 0.1);
            Assert.That(HostCopy.Floats(arena.Gradient!), Is.All.EqualTo(0f));
        }

        [Test]
        public void ALearningRateOfZeroLeavesTheParametersBitEqual()
        {
            Step(Numbers(2), maxNorm: 1.0, 0.0);
            Assert.That(arena.ToArray(), Is.EqualTo(Numbers(1)));
        }

        [TestCase(float.NaN)]
        [TestCase(float.PositiveInfinity)]
        [TestCase(1e30f)]                                                       // finite, but its square is not
        public void AGradientWithoutAFiniteNormChangesNothingAndIsForgotten(float bad)
        {
            Step(Numbers(2), maxNorm: 1.0, 0.1);
            var parameters = arena.ToArray();
            var state = optimizer.Capture();

            var gradient = Numbers(3);
            gradient[4] = bad;
            float norm = Step(gradient, maxNorm: 1.0, 0.1);
            Assert.That(float.IsNaN(norm) || float.IsInfinity(norm));
            Assert.That(arena.ToArray(), Is.EqualTo(parameters));
            Assert.That(optimizer.Capture().First, Is.EqualTo(state.First));
            Assert.That(optimizer.Capture().Second, Is.EqualTo(state.Second));
            Assert.That(optimizer.Capture().Steps, Is.EqualTo(1f));
            Assert.That(HostCopy.Floats(arena.Gradient!), Is.All.EqualTo(0f));
        }

        [TestCase(1.5)]
        [TestCase(1000.0)]
        public void TheClipScalesToTheNormAndOnlyDownwards(double maxNorm)
        {
            var gradient = Numbers(2);
            double norm = Math.Sqrt(gradient.Sum(g => (double)g * g));
            SetGradient(gradient);
            using var clip = new GradientClip(maxNorm, arena);
            using var before = clip.Apply();
            double scale = Math.Min(1, maxNorm / norm);
            Assert.That(HostCopy.Floats(before)[0], Is.EqualTo(norm).Within(1e-5));
            Assert.That(HostCopy.Floats(arena.Gradient!), Is.EqualTo(gradient.Select(g => g * scale)).Within(1e-5));
        }

        [Test]
        public void TheClipSeesAllArenasAsOneVector()
        {
            using var other = ParameterArena.Trainable(arena.Layout, TinyActor.Device);
            var (first, second) = (Numbers(2), Numbers(3));
            SetGradient(first);
            using (var gradient = from_array(second))
                other.Gradient!.copy_(gradient);
            using var clip = new GradientClip(1.0, arena, other);
            using var norm = clip.Apply();
            double expected = Math.Sqrt(first.Concat(second).Sum(g => (double)g * g));
            Assert.That(HostCopy.Floats(norm)[0], Is.EqualTo(expected).Within(1e-5));
            Assert.That(HostCopy.Floats(other.Gradient!), Is.EqualTo(second.Select(g => g / expected)).Within(1e-5));
        }

        [Test]
        public void ARestoredOptimizerGoesOnBitForBit()
        {
            Step(Numbers(2), maxNorm: 1.0, 0.1);
            var parameters = arena.ToArray();
            var state = optimizer.Capture();
            Step(Numbers(3), maxNorm: 1.0, 0.1);
            var expected = arena.ToArray();

            arena.Load(parameters);
            optimizer.Restore(state);
            Step(Numbers(3), maxNorm: 1.0, 0.1);
            Assert.That(arena.ToArray(), Is.EqualTo(expected));
        }

        [Test]
        public void AFrozenArenaHasNoOptimizer()
        {
            using var frozen = ParameterArena.Frozen(arena.Layout, TinyActor.Device);
            Assert.That(
                () => new AdamW(frozen, Beta1, Beta2, Epsilon, Decay),
                Throws.ArgumentException.With.Message.StartsWith("Expected a trainable arena, but found a frozen one."));
        }

        private float Step(float[] gradient, double maxNorm, double rate)
        {
            SetGradient(gradient);
            using var clip = new GradientClip(maxNorm, arena);
            using var norm = clip.Apply();
            optimizer.Step(norm, rate);
            return HostCopy.Floats(norm)[0];
        }

        private void SetGradient(float[] gradient)
        {
            using var noGrad = no_grad();
            using var host = from_array(gradient);
            arena.Gradient!.copy_(host);
        }

        private static float[] Numbers(ulong seed)
        {
            var values = new float[All];
            NormalNumbers.Fill(values, 1.0, seed);
            return values;
        }
    }
}
