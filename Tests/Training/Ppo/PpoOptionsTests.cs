#nullable enable
using System.Collections.Generic;
using NUnit.Framework;
using Repartee.Sessions;
using Repartee.Training.Ppo;

namespace Repartee.Training.Tests.Ppo
{
    public sealed class PpoOptionsTests
    {
        private static IEnumerable<TestCaseData> Refused()
        {
            yield return Case(new PpoOptions { BufferSize = 0 }, "BufferSize: expected 1 episode or more, but found 0.");
            yield return Case(new PpoOptions { Epochs = 0 }, "Epochs: expected 1 or more, but found 0.");
            yield return Case(new PpoOptions { MinibatchSize = 65 }, "MinibatchSize: expected 1 to BufferSize (64), but found 65.");
            yield return Case(new PpoOptions { MicroBatchSize = -1 }, "MicroBatchSize: expected 0 (by the device) or more, but found -1.");
            yield return Case(new PpoOptions { LearningRate = 0 }, "LearningRate: expected more than 0, but found 0.");
            yield return Case(new PpoOptions { LearningRate = double.NaN }, "LearningRate: expected more than 0, but found NaN.");
            yield return Case(new PpoOptions { CriticLearningRate = -1 }, "CriticLearningRate: expected more than 0, but found -1.");
            yield return Case(new PpoOptions { ClipRange = 1 }, "ClipRange: expected 0 (off) to below 1, but found 1.");
            yield return Case(new PpoOptions { ClipRangeHigh = -1 }, "ClipRangeHigh: expected 0 (as ClipRange) or more, but found -1.");
            yield return Case(new PpoOptions { DualClip = 1 }, "DualClip: expected 0 (off) or more than 1, but found 1.");
            yield return Case(new PpoOptions { ClipRangeValue = -1 }, "ClipRangeValue: expected 0 (off) or more, but found -1.");
            yield return Case(new PpoOptions { Gamma = 1.1 }, "Gamma: expected 0 to 1, but found 1.1.");
            yield return Case(new PpoOptions { Lambda = -0.1 }, "Lambda: expected 0 to 1, but found -0.1.");
            yield return Case(new PpoOptions { KlCoefficient = -1 }, "KlCoefficient: expected 0 (no reference) or more, but found -1.");
            yield return Case(
                new PpoOptions { KlTarget = 6, KlCoefficient = 0 },
                "KlCoefficient: expected more than 0 with a KlTarget, but found 0, which steering can not change. Start at 0.05.");
            yield return Case(new PpoOptions { KlTarget = 6, KlHorizon = 0 }, "KlHorizon: expected more than 0 episodes, but found 0.");
            yield return Case(new PpoOptions { MaxGradientNorm = 0 }, "MaxGradientNorm: expected more than 0, but found 0.");
            yield return Case(new PpoOptions { AdamBeta1 = 1 }, "AdamBeta1: expected 0 to below 1, but found 1.");
            yield return Case(new PpoOptions { WeightDecay = double.PositiveInfinity }, "WeightDecay: expected 0 or more, but found ");
            yield return Case(
                new PpoOptions { KlPlacement = KlPlacement.Loss },
                "KlEstimator: expected K2 or K3 with KlPlacement.Loss, but found K1, whose expected gradient is zero.");
            yield return Case(
                new PpoOptions { KlEstimator = KlEstimator.K2 },
                "KlEstimator: expected K1 or K3 with KlPlacement.Reward, but found K2, which is biased as a value.");
        }

        private static TestCaseData Case(PpoOptions options, string message) => new TestCaseData(options, message);

        [TestCaseSource(nameof(Refused))]
        public void AValueOutOfItsRangeIsNamedWithWhatWasExpected(PpoOptions options, string message)
        {
            Assert.That(options.Validate, Throws.ArgumentException.With.Message.StartsWith(message));
        }

        [Test]
        public void TheDefaultsAreValid() => Assert.That(new PpoOptions().Validate, Throws.Nothing);

        [TestCase(KlPlacement.Reward, KlEstimator.K1)]
        [TestCase(KlPlacement.Reward, KlEstimator.K3)]
        [TestCase(KlPlacement.Loss, KlEstimator.K2)]
        [TestCase(KlPlacement.Loss, KlEstimator.K3)]
        public void TheseEstimatorsFitTheirPlace(KlPlacement placement, KlEstimator estimator)
        {
            Assert.That(new PpoOptions { KlPlacement = placement, KlEstimator = estimator }.Validate, Throws.Nothing);
        }
    }
}
