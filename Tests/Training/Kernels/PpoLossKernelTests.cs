#nullable enable
using System;
using System.Linq;
using NUnit.Framework;
using Repartee.Training.Actor;
using Repartee.Training.Kernels;
using Repartee.Training.Tests.Actor;
using TorchSharp;
using static TorchSharp.torch;

namespace Repartee.Training.Tests.Kernels
{
    public sealed class PpoLossKernelTests
    {
        private const double NoDualClip = 1e30;
        private readonly torch.jit.CompilationUnit unit;

        public PpoLossKernelTests()
            : this(KernelUnit.Shared)
        {
        }

        /// <param name="unit">Holds the functions under test: another than the real one shows what these tests notice.</param>
        internal PpoLossKernelTests(torch.jit.CompilationUnit unit)
        {
            this.unit = unit;
        }

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
        [TestCase(0.3, 1.0, -0.3)]
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
            var terms = new PpoTerms(unit) { ClipHigh = 0.28 };
            Assert.That(terms.Evaluate(Math.Log(1.5), 0, new PpoToken { Advantage = 1 }).Loss, Is.EqualTo(-1.28).Within(1e-5));
            Assert.That(terms.Evaluate(Math.Log(0.5), 0, new PpoToken { Advantage = -1 }).Loss, Is.EqualTo(0.8).Within(1e-5));
        }

        [TestCase(0.5, 0.32)]
        [TestCase(-0.5, 1.125)]
        [TestCase(0.1, 0.405)]
        public void TheValueLossIsClippedAroundTheOldValueWithOneHalfOnce(double value, double expected)
        {
            var terms = new PpoTerms(unit) { ValueCoefficient = 1.0 };
            Assert.That(terms.Evaluate(0, value, new PpoToken { Return = 1 }).Loss, Is.EqualTo(expected).Within(1e-6));
        }

        [Test]
        public void OnlyValuesPastTheirClipRangeCountAsClipped()
        {
            var terms = new PpoTerms(unit) { ValueClip = 0.3, ValueCoefficient = 1.0 };
            for (int i = 1; i <= 100; i++)
            {
                double old = -0.001 * i;                                        // of other sign, so that old + (value - old) may round up
                var inside = terms.Evaluate(0, old + 0.25, new PpoToken { OldValue = old });
                Assert.That(inside["val/clipfrac_avg"], Is.EqualTo(0f));
                var past = terms.Evaluate(0, old + 0.35, new PpoToken { OldValue = old, Return = 2 });
                Assert.That(past["val/clipfrac_avg"], Is.EqualTo(1f));
            }
        }

        [TestCase(1.0, 2.0, 0.72, 1f)]
        [TestCase(0.0, -1.0, 0.72, 1f)]
        [TestCase(0.7, 2.0, 0.845, 0f)]
        [TestCase(0.3, -1.0, 0.845, 0f)]
        public void TheValueClipIsARangeOfItsOwnOnBothSidesOfTheOldValue(double value, double target, double expected, float clipped)
        {
            var terms = new PpoTerms(unit) { ValueClip = 0.3, ValueCoefficient = 1 };
            var result = terms.Evaluate(0, value, new PpoToken { OldValue = 0.5, Return = target });
            Assert.That(result.Loss, Is.EqualTo(expected).Within(1e-6));
            Assert.That(result["val/clipfrac_avg"], Is.EqualTo(clipped));
            Assert.That(terms.Evaluate(Math.Log(0.5), 0.5, new PpoToken { OldValue = 0.5, Return = 0.5, Advantage = -1 }).Loss, Is.EqualTo(0.8).Within(1e-6));
        }

        [Test]
        public void WithoutAnEstimatorThereIsNoPenalty()
        {
            var result = new PpoTerms(unit) { KlCoefficient = 1 }.Evaluate(-1, 0, new PpoToken { Old = -1, Reference = -2 });
            Assert.That(new[] { result.Loss, result["loss/kl_avg"] }, Is.All.EqualTo(0f));
        }

        [TestCase(2, 0.1, 0.005)]
        [TestCase(3, 0.1, 0.004837418)]
        [TestCase(2, -1.0, 0.5)]
        [TestCase(3, -1.0, 0.718281828)]
        public void ThePenaltyInTheLossIsItsEstimator(int estimator, double difference, double expected)
        {
            var terms = new PpoTerms(unit) { Estimator = estimator, KlCoefficient = 1.0 };
            var result = terms.Evaluate(-1.0, 0, new PpoToken { Old = -1.0, Reference = -1.0 - difference });
            Assert.That(result.Loss, Is.EqualTo(expected).Within(1e-6));
            Assert.That(result["loss/kl_avg"], Is.EqualTo(expected).Within(1e-6));
        }

        [Test]
        public void TheEntropyBonusLowersTheLoss()
        {
            var terms = new PpoTerms(unit) { EntropyCoefficient = 0.1, Entropy = 2.0 };
            Assert.That(terms.Evaluate(0, 0, new PpoToken()).Loss, Is.EqualTo(-0.2).Within(1e-6));
        }

        [Test]
        public void AnAbsurdRatioStaysFinite()
        {
            var result = Policy(advantage: 1.0, ratio: Math.Exp(-80), dualClip: 3.0);
            Assert.That(new[] { result.Loss, result.Gradient }, Is.All.EqualTo(0.0).Within(1e-6));
            var greatest = new PpoTerms(unit) { Estimator = 3, KlCoefficient = 1.0 }.Evaluate(-200, 0, new PpoToken { Advantage = -1 });
            Assert.That(float.IsInfinity(greatest.Loss) || float.IsNaN(greatest.Loss), Is.False);
            Assert.That(float.IsInfinity(greatest.Gradient) || float.IsNaN(greatest.Gradient), Is.False);
        }

        // All by hand: ratio 2 clipped at 1.2, KL by k3 at difference 1, value 0.5 clipped at 0.2 around 0 with return 1.
        [Test]
        public void EachMetricIsItsOwnSum()
        {
            var terms = new PpoTerms(unit)
            {
                Estimator = 3,
                KlCoefficient = 0.3,
                EntropyCoefficient = 0.1,
                Entropy = 2,
                ValueCoefficient = 0.7,
            };
            var token = new PpoToken { Old = -1, Reference = Math.Log(2) - 2, Advantage = 1, Return = -1 };
            var result = terms.Evaluate(Math.Log(2) - 1, 0.5, token);
            Assert.That(result["loss/policy_avg"], Is.EqualTo(-1.2).Within(1e-5));
            Assert.That(result["loss/value_avg"], Is.EqualTo(0.5 * 1.5 * 1.5).Within(1e-5));
            Assert.That(result["policy/entropy_avg"], Is.EqualTo(2).Within(1e-6));
            Assert.That(result["policy/approxkl_avg"], Is.EqualTo(0.5 * Math.Log(2) * Math.Log(2)).Within(1e-5));
            Assert.That(result["policy/clipfrac_avg"], Is.EqualTo(1f));
            Assert.That(result["val/clipfrac_avg"], Is.EqualTo(0f));
            Assert.That(result["val/ratio"], Is.EqualTo(2).Within(1e-5));
            Assert.That(result["loss/kl_avg"], Is.EqualTo(Math.Exp(-1)).Within(1e-5));
            Assert.That(result["loss/total"], Is.EqualTo(-1.2 - (0.1 * 2) + (0.3 * Math.Exp(-1)) + (0.7 * 1.125)).Within(1e-5));
            Assert.That(result.Loss, Is.EqualTo(result["loss/total"]).Within(1e-6));
        }

        [TestCase(0.25, 1)]
        [TestCase(1.0, 3)]
        public void LossesAndMetricsAreSumsOfTokensByTheirWeights(double weight, int tokens)
        {
            PpoTermsResult Result(double weight, int tokens) =>
                new PpoTerms(unit)
                {
                    Tokens = tokens,
                    Estimator = 2,
                    KlCoefficient = 0.3,
                    EntropyCoefficient = 0.1,
                    Entropy = 2,
                    ValueCoefficient = 0.7,
                }.Evaluate(-0.5, 0.7, new PpoToken { Old = -1, Reference = -2, Advantage = 1, Return = 1, Weight = weight });

            var (one, all) = (Result(1, 1), Result(weight, tokens));
            Assert.That(one["policy/clipfrac_avg"] + one["val/clipfrac_avg"], Is.EqualTo(2f), "both should be clipped");
            foreach (string metric in PpoLossKernel.Metrics)
                Assert.That(all[metric], Is.EqualTo(one[metric] * weight * tokens).Within(1e-5), metric);
            Assert.That(all.Loss, Is.EqualTo(one.Loss * weight * tokens).Within(1e-5));
        }

        [Test]
        public void RecordedTokensWeighByTheirImportanceInObjectiveAndPenaltyAlone()
        {
            var terms = new PpoTerms(unit) { Estimator = 2, KlCoefficient = 0.3, EntropyCoefficient = 0.1, Entropy = 2, ValueCoefficient = 0.7 };
            var token = new PpoToken { Old = -1, Reference = -2, Advantage = 1, Return = 1, Importance = 0.5 };
            var result = terms.Evaluate(-1, 0.1, token);
            Assert.That(result["loss/policy_avg"], Is.EqualTo(-0.5).Within(1e-6));
            Assert.That(result["loss/kl_avg"], Is.EqualTo(0.25).Within(1e-6));
            Assert.That(result["policy/entropy_avg"], Is.EqualTo(2).Within(1e-6));
            Assert.That(result["val/ratio"], Is.EqualTo(1).Within(1e-6));
            Assert.That(result.Loss, Is.EqualTo(-0.5 - (0.1 * 2) + (0.3 * 0.25) + (0.7 * 0.405)).Within(1e-5));
        }

        [TestCase(1.0, 1.5, -1.5)]
        [TestCase(-1.0, 10.0, 10.0)]
        public void WithoutAClipRangeTheObjectiveIsThePlainOne(double advantage, double ratio, double expected)
        {
            var terms = new PpoTerms(unit) { ClipsPolicy = false, DualClip = 3 };
            var result = terms.Evaluate(Math.Log(ratio), 0, new PpoToken { Advantage = advantage });
            Assert.That(result.Loss, Is.EqualTo(expected).Within(1e-5));
            Assert.That(result["policy/clipfrac_avg"], Is.EqualTo(0f));
        }

        [Test]
        public void WithoutAClipRangeTheValueLossIsHalfTheSquaredError()
        {
            var terms = new PpoTerms(unit) { ClipsValue = false, ValueCoefficient = 1 };
            var result = terms.Evaluate(0, 0.5, new PpoToken { Return = 1 });
            Assert.That(result.Loss, Is.EqualTo(0.125).Within(1e-6));
            Assert.That(result["val/clipfrac_avg"], Is.EqualTo(0f));
        }

        [TestCase(1.0, 1.5, 1f)]
        [TestCase(1.0, 0.5, 0f)]
        [TestCase(-1.0, 0.5, 1f)]
        [TestCase(-1.0, 1.5, 0f)]
        [TestCase(1.0, 1.1, 0f)]
        [TestCase(0.0, 1.5, 0f)]
        public void OnlyTokensWhoseClippedObjectiveIsTheWorseCountAsClipped(double advantage, double ratio, float expected)
        {
            Assert.That(Policy(advantage, ratio, NoDualClip)["policy/clipfrac_avg"], Is.EqualTo(expected));
        }

        [TestCase(80.0)]
        [TestCase(-80.0)]
        public void LogRatiosAreBoundedByTwenty(double logRatio)
        {
            var result = new PpoTerms(unit) { ClipsPolicy = false }.Evaluate(logRatio, 0, new PpoToken { Advantage = 1 });
            double bounded = Math.Exp(20 * Math.Sign(logRatio));
            Assert.That(result["val/ratio"], Is.EqualTo(bounded).Within(0.001).Percent);
            Assert.That(result.Loss, Is.EqualTo(-bounded).Within(0.001).Percent);
        }

        [TestCase(-80.0)]
        [TestCase(25.0)]
        public void ThePenaltysExponentIsBoundedAboveByTwenty(double difference)
        {
            var result = new PpoTerms(unit) { Estimator = 3 }.Evaluate(0, 0, new PpoToken { Reference = -difference });
            double expected = Math.Exp(Math.Min(-difference, 20)) - 1 + difference;
            Assert.That(result["loss/kl_avg"], Is.EqualTo(expected).Within(0.001).Percent);
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

            var terms = new PpoTerms(unit) { Estimator = estimator, KlCoefficient = 1.0 };
            var byToken = logp
                .Select((p, v) => (double)terms.Evaluate(p, 0, new PpoToken { Old = p, Reference = logRef[v] }).Gradient).ToArray();
            var actual = Enumerable.Range(0, logits.Length).Select(i => Enumerable.Range(0, logits.Length)
                .Sum(v => Math.Exp(logp[v]) * byToken[v] * ((v == i ? 1 : 0) - Math.Exp(logp[i]))));
            Assert.That(actual, Is.EqualTo(expected).Within(1e-6));
        }

        private PpoTermsResult Policy(double advantage, double ratio, double dualClip) =>
            new PpoTerms(unit) { DualClip = dualClip }.Evaluate(Math.Log(ratio), 0, new PpoToken { Advantage = advantage });
    }
}
