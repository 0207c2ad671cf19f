#nullable enable
using System;
using System.Collections.Generic;
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Rewards;
using Repartee.Training.Actor;
using Repartee.Training.Trainer;

namespace Repartee.Training.Tests.Actor
{
    public sealed class SamplingOptionsTests
    {
        private static IEnumerable<TestCaseData> Refused()
        {
            yield return new TestCaseData(
                new SamplingOptions { Temperature = 0 }, "Temperature: expected more than 0 and at most 10, but found 0.");
            yield return new TestCaseData(new SamplingOptions { Temperature = double.NaN }, "Temperature: expected more than 0");
            yield return new TestCaseData(new SamplingOptions { TopK = -1 }, "TopK: expected 0 (all tokens) or more, but found -1.");
            yield return new TestCaseData(new SamplingOptions { TopP = 0 }, "TopP: expected more than 0 and at most 1, but found 0.");
            yield return new TestCaseData(new SamplingOptions { MaxTokens = 0 }, "MaxTokens: expected 1 or more, but found 0.");
        }

        [TestCaseSource(nameof(Refused))]
        public void AValueOutOfItsRangeIsNamed(SamplingOptions options, string message)
        {
            Assert.That(options.Validate, Throws.ArgumentException.With.Message.StartsWith(message));
        }

        [Test]
        public void TheDefaultIsTheWholeDistributionAtTemperatureOne()
        {
            Assert.That(SamplingOptions.Default.Temperature, Is.EqualTo(1.0));
            Assert.That(SamplingOptions.Default.Truncates, Is.False);
            Assert.That(SamplingOptions.Greedy.Truncates, Is.True);
        }

        [Test]
        public void TrainingRefusesTopKAndTopPAndTemperatureZero()
        {
            const string Truncates = "Sampling: expected the whole distribution while training, but found top-k or top-p";
            AssertRefused(new SamplingOptions { TopK = 5 }, Truncates);
            AssertRefused(new SamplingOptions { TopP = 0.9 }, Truncates);
            AssertRefused(SamplingOptions.Greedy, Truncates);
            AssertRefused(new SamplingOptions { Temperature = 0 }, "Temperature");
            Assert.That(Training(new SamplingOptions { Temperature = 0.7 }).Validate, Throws.Nothing);
        }

        private static void AssertRefused(SamplingOptions sampling, string message) =>
            Assert.That(Training(sampling).Validate, Throws.ArgumentException.With.Message.StartsWith(message));

        private static TrainingOptions Training(SamplingOptions sampling) => new TrainingOptions
        {
            ActorFolder = "actor",
            Rewards = new WeightedReward().Add(new DelegateReward("any", _ => 1.0), 1.0),
            Sampling = sampling,
        };
    }
}
