#nullable enable
using NUnit.Framework;
using Repartee.Sessions;
using Repartee.Training.Ppo;

namespace Repartee.Training.Tests.Ppo
{
    public sealed class KlEstimatorTests
    {
        [TestCase(KlEstimator.K1, 0.1, 0.1)]
        [TestCase(KlEstimator.K2, 0.1, 0.005)]
        [TestCase(KlEstimator.K3, 0.1, 0.004837)]
        [TestCase(KlEstimator.K1, -1.0, -1.0)]
        [TestCase(KlEstimator.K2, -1.0, 0.5)]
        [TestCase(KlEstimator.K3, -1.0, 0.718282)]
        public void ValuesAreTheGoldenOnes(KlEstimator estimator, double difference, double expected)
        {
            Assert.That(KlEstimators.Value(estimator, difference), Is.EqualTo(expected).Within(1e-6));
        }

        [Test]
        public void K3IsNeverNegative()
        {
            for (double d = -5; d <= 5; d += 0.01)
                Assert.That(KlEstimators.Value(KlEstimator.K3, d), Is.GreaterThanOrEqualTo(0));
        }

        [Test]
        public void AnUnknownEstimatorIsRefused()
        {
            Assert.That(
                () => KlEstimators.Value((KlEstimator)9, 0.1),
                Throws.TypeOf<System.ArgumentOutOfRangeException>().With.Message.StartsWith("Expected K1, K2 or K3."));
        }
    }
}
