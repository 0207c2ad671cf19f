#nullable enable
using System;
using NUnit.Framework;
using Repartee.Training.Ppo;

namespace Repartee.Training.Tests.Ppo
{
    public sealed class AdaptiveKlTests
    {
        [TestCase(12.0, 0.201024)]
        [TestCase(3.0, 0.198976)]
        [TestCase(6.6, 0.200512)]
        public void TheCoefficientMovesByTheClippedErrorOverTheHorizon(double sequenceKl, double expected)
        {
            var kl = new AdaptiveKl(0.2, target: 6, horizon: 10_000);
            kl.Observe(sequenceKl, episodes: 256);
            Assert.That(kl.Coefficient, Is.EqualTo(expected).Within(1e-9));
        }

        [Test]
        public void WithoutATargetTheCoefficientStays()
        {
            var kl = new AdaptiveKl(0.2, target: 0, horizon: 10_000);
            kl.Observe(1000, 256);
            Assert.That(kl.Coefficient, Is.EqualTo(0.2));
        }

        [Test]
        public void ARestoredCoefficientGoesOn()
        {
            var kl = new AdaptiveKl(0.2, target: 6, horizon: 10_000);
            kl.Restore(0.3);
            kl.Observe(12, 256);
            Assert.That(kl.Coefficient, Is.EqualTo(0.3 * 1.00512).Within(1e-12));
        }

        [TestCase(-0.1, 6.0, 1.0, "KlCoefficient: expected 0 or more, but found -0.1.")]
        [TestCase(double.NaN, 6.0, 1.0, "KlCoefficient: expected 0 or more, but found NaN.")]
        [TestCase(0.1, -6.0, 1.0, "KlTarget: expected 0 (fixed coefficient) or more, but found -6.")]
        [TestCase(0.1, 6.0, 0.0, "KlHorizon: expected more than 0 episodes, but found 0.")]
        public void ValuesOutOfTheirRangeAreRefused(double coefficient, double target, double horizon, string message)
        {
            Assert.That(() => new AdaptiveKl(coefficient, target, horizon), Throws.ArgumentException.With.Message.EqualTo(message));
        }

        [TestCase(double.PositiveInfinity, 6.0, "KlCoefficient: expected 0 or more")]
        [TestCase(0.1, double.PositiveInfinity, "KlTarget: expected 0 (fixed coefficient) or more")]
        [TestCase(0.1, double.NaN, "KlTarget: expected 0 (fixed coefficient) or more")]
        public void NumbersWithoutAnEndAreRefused(double coefficient, double target, string message)
        {
            Assert.That(() => new AdaptiveKl(coefficient, target, 1), Throws.ArgumentException.With.Message.StartsWith(message));
        }

        [Test]
        public void NoPenaltyAndNoTargetNeedNoHorizon() => Assert.That(new AdaptiveKl(0, 0, 0).Coefficient, Is.EqualTo(0));
    }
}
