#nullable enable
using System;
using System.Linq;
using NUnit.Framework;
using Repartee.Training.Ppo;

namespace Repartee.Training.Tests.Ppo
{
    public sealed class WhiteningTests
    {
        [TestCase(true, 1.161895)]
        [TestCase(false, 1.341641)]
        public void OneToFourEndAtTheGoldenValues(bool bessel, double end)
        {
            var values = new[] { 1.0, 2.0, 3.0, 4.0 };
            Whitening.Apply(values, bessel);
            Assert.That(values, Is.EqualTo(new[] { -end, -end / 3, end / 3, end }).Within(1e-6));
        }

        [Test]
        public void TheMeanIsZeroAndTheVarianceOne()
        {
            var values = Enumerable.Range(0, 100).Select(i => 7 + 0.01 * i * i).ToArray();
            Whitening.Apply(values, bessel: true);
            Assert.That(values.Average(), Is.EqualTo(0).Within(1e-6));
            Assert.That(values.Sum(v => v * v) / 99, Is.EqualTo(1).Within(1e-6));
        }

        [TestCase(new[] { 3.0 })]
        [TestCase(new[] { 3.0, 3.0, 3.0 })]
        public void OneValueOrAConstantBecomesZero(double[] values)
        {
            Whitening.Apply(values, bessel: true);
            Assert.That(values, Is.All.EqualTo(0.0));
        }

        [Test]
        public void NothingStaysNothing() => Assert.That(() => Whitening.Apply(Span<double>.Empty, bessel: true), Throws.Nothing);
    }
}
