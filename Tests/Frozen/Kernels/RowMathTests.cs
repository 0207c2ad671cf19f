#nullable enable
using System;
using System.Linq;
using NUnit.Framework;
using Repartee.Frozen.Kernels;

namespace Repartee.Frozen.Tests.Kernels
{
    /// <summary>With and without vectors, against the functions of <see cref="Math"/>, for every length around those of vectors.</summary>
    [TestFixture(false)]
    [TestFixture(true)]
    public sealed unsafe class RowMathTests
    {
        private const double Ulp = 1.0 / (1 << 23);
        private readonly RowMath math;

        public RowMathTests(bool vectors)
        {
            if (vectors && !VectorKernels.IsSupported) Assert.Ignore("This processor has no vectors.");
            math = new RowMath(vectors);
        }

        [Test]
        public void TheExponentialIsWithinTwoUnitsInTheLastPlaceFromMinus100To88()
        {
            const int Count = 40_003;
            var x = new GuardedArray<float>(Count, float.NaN, i => (float)(-100 + 188.0 * i / (Count - 1)));
            var y = new GuardedArray<float>(Count, float.NaN);
            math.ExpSum(x.At, Count, 1, 0, y.At);
            y.RequireGuards("exp");
            for (int i = 0; i < Count; i++)
            {
                double expected = Math.Exp(x[i]);
                if (!(Math.Abs(y[i] - expected) <= 2 * Ulp * expected + 2e-38)) Assert.Fail($"e^{x[i]} is {expected}, but became {y[i]}.");
            }

            Assert.That(y[Count - 1], Is.EqualTo(1.6516363e38).Within(3e31));
        }

        [Test]
        public void ExponentialsAreAddedUp()
        {
            ForEachCount((count, random) =>
            {
                GuardedArray<float> x = Row(count, random, 6), y = Row(count, random, 0);
                float sum = math.ExpSum(x.At, count, 0.7f, 2.5f, y.At);
                double[] expected = Enumerable.Range(0, count).Select(i => Math.Exp((x[i] - 2.5) * (double)0.7f)).ToArray();
                Compare(y, i => expected[i], 8 * Ulp, $"{count}");
                Assert.That(sum, Is.EqualTo(expected.Sum()).Within(20 * Ulp * expected.Sum()), $"{count}");
            });
        }

        [Test]
        public void SoftmaxIsThatOfTheScaledRow()
        {
            ForEachCount((count, random) =>
            {
                GuardedArray<float> x = Row(count, random, 30);
                double[] scaled = Enumerable.Range(0, count).Select(i => x[i] * (double)0.25f).ToArray();
                double sum = scaled.Sum(value => Math.Exp(value - scaled.Max()));
                math.Softmax(x.At, count, 0.25f);
                Compare(x, i => Math.Exp(scaled[i] - scaled.Max()) / sum, 40 * Ulp, $"{count}");
                Assert.That(Enumerable.Range(0, count).Sum(i => (double)x[i]), Is.EqualTo(1).Within(20 * Ulp), $"{count}");
            });
        }

        [Test]
        public void SoftmaxOfHugeNumbersIsFinite()
        {
            var x = new GuardedArray<float>(19, float.NaN, i => i == 7 ? 3e38f : -3e38f);
            math.Softmax(x.At, 19, 1);
            for (int i = 0; i < 19; i++) Assert.That(x[i], Is.EqualTo(i == 7 ? 1 : 0).Within(1e-37));
        }

        [Test]
        public void TheNormIsOneOverTheRootOfTheMeanSquare()
        {
            ForEachCount((count, random) =>
            {
                GuardedArray<float> x = Row(count, random, 3), weight = Row(count, random, 2), y = Row(count, random, 0);
                double mean = Enumerable.Range(0, count).Sum(i => (double)x[i] * x[i]) / count;
                math.RmsNorm(x.At, weight.At, count, 1e-5f, y.At);
                double[] expected = Enumerable.Range(0, count).Select(i => x[i] / Math.Sqrt(mean + 1e-5f) * weight[i]).ToArray();
                Compare(y, i => expected[i], 12 * Ulp, $"{count}");
                math.RmsNorm(x.At, weight.At, count, 1e-5f, x.At);
                Compare(x, i => expected[i], 12 * Ulp, $"{count} in place");
            });
        }

        [Test]
        public void TheGateIsMultipliedByItsSigmoidAndTheOther()
        {
            ForEachCount((count, random) =>
            {
                GuardedArray<float> gate = Row(count, random, 20), up = Row(count, random, 2);
                double[] expected = Enumerable.Range(0, count).Select(i => gate[i] / (1 + Math.Exp(-gate[i])) * up[i]).ToArray();
                math.SiluTimes(gate.At, up.At, count);
                Compare(gate, i => expected[i], 8 * Ulp, $"{count}");
            });
        }

        [TestCase(-1e4f, 0f)]
        [TestCase(-100f, 0f)]
        [TestCase(100f, 200f)]
        [TestCase(1e4f, 2e4f)]
        public void AGateFarFromZeroIsShutOrOpen(float gate, float expected)
        {
            var x = new GuardedArray<float>(19, float.NaN, _ => gate);
            var up = new GuardedArray<float>(19, float.NaN, _ => 2);
            math.SiluTimes(x.At, up.At, 19);
            Compare(x, _ => expected, 4 * Ulp, $"{gate}", least: 1e-30);
        }

        [Test]
        public void PairsOfAHeadAreRotated()
        {
            ForEachCount((half, random) =>
            {
                double[] angles = Enumerable.Range(0, half).Select(_ => random.NextDouble() * 100).ToArray();
                GuardedArray<float> head = Row(2 * half, random, 3);
                var cos = new GuardedArray<float>(half, float.NaN, i => (float)Math.Cos(angles[i]));
                var sin = new GuardedArray<float>(half, float.NaN, i => (float)Math.Sin(angles[i]));
                double[] expected = Enumerable.Range(0, 2 * half).Select(i => i < half
                    ? head[i] * Math.Cos(angles[i]) - head[i + half] * Math.Sin(angles[i])
                    : head[i] * Math.Cos(angles[i - half]) + head[i - half] * Math.Sin(angles[i - half])).ToArray();
                math.Rotate(head.At, cos.At, sin.At, half);
                Compare(head, i => expected[i], 0, $"{half}", least: 8 * Ulp);
            });
        }

        [Test]
        public void RowsAreAddedAndScaled()
        {
            ForEachCount((count, random) =>
            {
                GuardedArray<float> x = Row(count, random, 3), y = Row(count, random, 3);
                double[] before = Enumerable.Range(0, count).Select(i => (double)x[i]).ToArray();
                math.Add(x.At, y.At, count);
                Compare(x, i => before[i] + y[i], 0, $"{count}", least: 4 * Ulp);
                double[] sums = Enumerable.Range(0, count).Select(i => (double)x[i]).ToArray();
                math.Scale(x.At, count, -1.5f);
                Compare(x, i => sums[i] * -1.5, Ulp, $"{count}");
            });
        }

        [Test]
        public void TheLargestIsFoundWhereverItIsAndHoweverNegative()
        {
            ForEachCount((count, random) =>
            {
                for (int place = 0; place < count; place++)
                {
                    var x = new GuardedArray<float>(count, float.PositiveInfinity, i => i == place ? -3.5f : -4 - (float)random.NextDouble());
                    Assert.That(math.Max(x.At, count), Is.EqualTo(-3.5f), $"{place} of {count}");
                }
            });
        }

        private static void ForEachCount(Action<int, Random> test)
        {
            for (int count = 1; count <= 40; count++) test(count, new Random(count));
        }

        private static GuardedArray<float> Row(int count, Random random, double size) =>
            new GuardedArray<float>(count, float.NaN, _ => (float)(size * (random.NextDouble() * 2 - 1)));

        private static void Compare(GuardedArray<float> found, Func<int, double> expected, double relative, string what, double least = 0)
        {
            found.RequireGuards(what);
            for (int i = 0; i < found.Count; i++)
            {
                if (!(Math.Abs(found[i] - expected(i)) <= relative * Math.Abs(expected(i)) + least))
                    Assert.Fail($"{what}, element {i}: expected {expected(i)}, but found {found[i]}.");
            }
        }
    }
}
