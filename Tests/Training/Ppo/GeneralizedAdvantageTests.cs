#nullable enable
using System.Linq;
using NUnit.Framework;
using Repartee.Training.Ppo;

namespace Repartee.Training.Tests.Ppo
{
    public sealed class GeneralizedAdvantageTests
    {
        private static readonly double[] Rewards = { -0.01, 0.02, -0.03, 1 };
        private static readonly float[] Values = { 0.5f, 0.4f, 0.3f, 0.2f };

        [TestCase(0.95, new[] { 0.382575, 0.5185, 0.63, 0.8 }, TestName = "Lambda095GivesTheGoldenAdvantages")]
        [TestCase(1.0, new[] { 0.48, 0.59, 0.67, 0.8 }, TestName = "LambdaOneIsTheWholeReturnMinusTheValue")]
        [TestCase(0.0, new[] { -0.11, -0.08, -0.13, 0.8 }, TestName = "LambdaZeroIsTheOneStepError")]
        public void Golden(double lambda, double[] expected)
        {
            var (advantages, returns) = Compute(Rewards, Values, 1.0, lambda);
            Assert.That(advantages, Is.EqualTo(expected).Within(1e-6));
            Assert.That(returns, Is.EqualTo(expected.Zip(Values, (a, v) => a + v)).Within(1e-6));
        }

        [Test]
        public void TheScoreOnTheStopTokenIsNotDiscountedThere()
        {
            var (advantages, _) = Compute(new[] { 0.0, 0.0, 1.0 }, new[] { 0.5f, 0.4f, 0.3f }, 1.0, 0.95);
            Assert.That(advantages[2], Is.EqualTo(0.7).Within(1e-6));
        }

        [Test]
        public void GammaDiscountsEachToken()
        {
            var (_, returns) = Compute(new[] { 0.0, 0.0, 1.0 }, new float[3], 0.9, 1.0);
            Assert.That(returns, Is.EqualTo(new[] { 0.81, 0.9, 1.0 }).Within(1e-12));
        }

        [Test]
        public void AnInterruptedEpisodeGoesOnWithTheCriticsLastEstimate()
        {
            var (_, returns) = Compute(Rewards, Values, 1.0, 1.0, bootstrap: 2.0);
            Assert.That(returns, Is.EqualTo(new[] { 2.98, 2.99, 2.97, 3.0 }).Within(1e-6));
        }

        private static (double[] Advantages, double[] Returns) Compute(
            double[] rewards, float[] values, double gamma, double lambda, double bootstrap = 0.0)
        {
            var (advantages, returns) = (new double[rewards.Length], new double[rewards.Length]);
            GeneralizedAdvantage.Compute(rewards, values, gamma, lambda, bootstrap, advantages, returns);
            return (advantages, returns);
        }
    }
}
