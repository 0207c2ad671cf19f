#nullable enable
using System;
using System.Linq;
using NUnit.Framework;
using Repartee.Training.Actor;
using Repartee.Training.Kernels;
using Repartee.Training.Tests.Actor;
using static TorchSharp.torch;

namespace Repartee.Training.Tests.Kernels
{
    public sealed class PpoLossKernelTests
    {
        private const double NoDualClip = 1e30;

        [TestCase(1.0, 1.5, -1.2)]
        [TestCase(1.0, 0.5, -0.5)]
        [TestCase(-1.0, 1.5, 1.5)]
        [TestCase(-1.0, 0.5, 0.8)]
        [TestCase(-1.0, 10.0, 10.0)]
        public void ThePolicyLossIsThatOfTheClippedObjective(double advantage, double ratio, double expected)
        {
            Assert.That(Policy(advantage, ratio, NoDualClip).Loss, Is.EqualTo(expected).Within(1e-5));
        }

        [TestCase(-1.0, 10.0, 3.0)]
        [TestCase(-1.0, 2.0, 2.0)]
        [TestCase(1.0, 10.0, -1.2)]
        public void TheDualClipBoundsTheLossOfNegativeAdvantagesAlone(double advantage, double ratio, double expected)
        {
            Assert.That(Policy(advantage, ratio, dualClip: 3.0).Loss, Is.EqualTo(expected).Within(1e-5));
        }

        [TestCase(1.0, 1.5)]
        [TestCase(-1.0, 0.5)]
        [TestCase(-1.0, 10.0)]
        public void TheGradientIsExactlyZeroWhereTheRatioIsClipped(double advantage, double ratio)
        {
            Assert.That(Policy(advantage, ratio, dualClip: 3.0).Gradient, Is.EqualTo(0f));
        }

        [TestCase(1.0, 0.5)]
        [TestCase(1.0, 1.0)]
        [TestCase(-1.0, 1.5)]
        [TestCase(-1.0, 1.0)]
        public void ElsewhereTheGradientIsMinusAdvantageTimesRatio(double advantage, double ratio)
        {
            Assert.That(Policy(advantage, ratio, dualClip: 3.0).Gradient, Is.EqualTo(-advantage * ratio).Within(1e-5));
        }

        [Test]
        public void TheUpperClipRangeMayDifferFromTheLower()
        {
            var terms = new PpoTerms { ClipHigh = 0.28 };
            Assert.That(terms.Evaluate(Math.Log(1.5), 0, new PpoToken { Advantage = 1 }).Loss, Is.EqualTo(-1.28).Within(1e-5));
            Assert.That(terms.Evaluate(Math.Log(0.5), 0, new PpoToken { Advantage = -1 }).Loss, Is.EqualTo(0.8).Within(1e-5));
        }

        [TestCase(0.5, 0.32)]
        [TestCase(-0.5, 1.125)]
        [TestCase(0.1, 0.405)]
        public void TheValueLossIsClippedAroundTheOldValueWithOneHalfOnce(double value, double expected)
        {
            var terms = new PpoTerms { ValueCoefficient = 1.0 };
            Assert.That(terms.Evaluate(0, value, new PpoToken { Return = 1 }).Loss, Is.EqualTo(expected).Within(1e-6));
        }

        [Test]
        public void OnlyValuesPastTheirClipRangeCountAsClipped()
        {
            var terms = new PpoTerms { ValueCoefficient = 1.0 };
            for (int i = 0; i < 50; i++)
            {
                var token = new PpoToken { OldValue = 0.3 + 0.01 * i, Return = 2 };
                Assert.That(terms.Evaluate(0, token.OldValue + 0.07, token)["val/clipfrac_avg"], Is.EqualTo(0f));
                Assert.That(terms.Evaluate(0, token.OldValue + 0.27, token)["val/clipfrac_avg"], Is.EqualTo(1f));
            }
        }

        [TestCase(2, 0.1, 0.005)]
        [TestCase(3, 0.1, 0.004837418)]
        [TestCase(2, -1.0, 0.5)]
        [TestCase(3, -1.0, 0.718281828)]
        public void ThePenaltyInTheLossIsItsEstimator(int estimator, double difference, double expected)
        {
            var terms = new PpoTerms { Estimator = estimator, KlCoefficient = 1.0 };
            var result = terms.Evaluate(-1.0, 0, new PpoToken { Old = -1.0, Reference = -1.0 - difference });
            Assert.That(result.Loss, Is.EqualTo(expected).Within(1e-6));
            Assert.That(result["loss/kl_avg"], Is.EqualTo(expected).Within(1e-6));
        }

        [Test]
        public void TheEntropyBonusLowersTheLoss()
        {
            var terms = new PpoTerms { EntropyCoefficient = 0.1, Entropy = 2.0 };
            Assert.That(terms.Evaluate(0, 0, new PpoToken()).Loss, Is.EqualTo(-0.2).Within(1e-6));
        }

        [Test]
        public void AnAbsurdRatioStaysFinite()
        {
            var result = Policy(advantage: 1.0, ratio: Math.Exp(-80), dualClip: 3.0);
            Assert.That(new[] { result.Loss, result.Gradient }, Is.All.EqualTo(0.0).Within(1e-6));
            var greatest = new PpoTerms { Estimator = 3, KlCoefficient = 1.0 }.Evaluate(-200, 0, new PpoToken { Advantage = -1 });
            Assert.That(float.IsInfinity(greatest.Loss) || float.IsNaN(greatest.Loss), Is.False);
            Assert.That(float.IsInfinity(greatest.Gradient) || float.IsNaN(greatest.Gradient), Is.False);
        }

        // A token's expected gradient under its own policy, summed over the whole vocabulary with the policy's probabilities as weights.
        [TestCase(2)]
        [TestCase(3)]
        public void ExpectedGradientsOfThePenaltyAreThoseOfTheTrueDivergence(int estimator)
        {
            double[] logits = { 0.3, -1.0, 0.8, 0.1, -0.4 }, reference = { -0.5, 0.2, 0.4, -0.1, 1.0 };
            var logp = ReferenceLlama.LogSoftmax(logits);
            var logRef = ReferenceLlama.LogSoftmax(reference);
            double kl = logp.Zip(logRef, (p, r) => Math.Exp(p) * (p - r)).Sum();
            var expected = logp.Zip(logRef, (p, r) => estimator == 2
                ? Math.Exp(p) * (p - r - kl)                                     // of KL(policy || reference)
                : Math.Exp(p) - Math.Exp(r)).ToArray();                         // of KL(reference || policy)

            var terms = new PpoTerms { Estimator = estimator, KlCoefficient = 1.0 };
            var byToken = logp
                .Select((p, v) => (double)terms.Evaluate(p, 0, new PpoToken { Old = p, Reference = logRef[v] }).Gradient).ToArray();
            var actual = Enumerable.Range(0, logits.Length).Select(i => Enumerable.Range(0, logits.Length)
                .Sum(v => Math.Exp(logp[v]) * byToken[v] * ((v == i ? 1 : 0) - Math.Exp(logp[i]))));
            Assert.That(actual, Is.EqualTo(expected).Within(1e-6));
        }

        private static PpoTermsResult Policy(double advantage, double ratio, double dualClip) =>
            new PpoTerms { DualClip = dualClip }.Evaluate(Math.Log(ratio), 0, new PpoToken { Advantage = advantage });
    }
}
