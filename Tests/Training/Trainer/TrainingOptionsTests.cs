#nullable enable
using System;
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Rewards;
using Repartee.Sessions;
using Repartee.Training.Trainer;

namespace Repartee.Training.Tests.Trainer
{
    public sealed class TrainingOptionsTests
    {
        [Test]
        public void TrainingRefusesWhatChangesTheDistributionAndTemperatureZero()
        {
            const string Changed =
                "Sampling: expected the whole distribution while training, but found top-k, top-p or a repetition penalty: PPO's ratio " +
                "would compare two different distributions. Leave TopK at 0, TopP at 1 and RepetitionPenalty at 1";
            AssertRefused(new SamplingOptions { TopK = 5 }, Changed);
            AssertRefused(new SamplingOptions { TopP = 0.9 }, Changed);
            AssertRefused(new SamplingOptions { RepetitionPenalty = 1.2 }, Changed);
            AssertRefused(SamplingOptions.Greedy, Changed);
            AssertRefused(new SamplingOptions { Temperature = 0 }, "Temperature");
            Assert.That(Training(new SamplingOptions { Temperature = 0.7 }).Validate, Throws.Nothing);
        }

        [Test]
        public void WithoutAWordHalfOfTheProcessorsAreTakenAndAllOfTheTime()
        {
            var options = Training(SamplingOptions.Default);
            Assert.That(options.ThreadCount, Is.EqualTo(Math.Max(1, Environment.ProcessorCount / 2)));
            Assert.That((options with { Threads = 7 }).ThreadCount, Is.EqualTo(7));
            Assert.That(options.TrainingShare, Is.EqualTo(1));
        }

        [TestCase(0)]
        [TestCase(1.01)]
        public void ATrainingShareOutOfItsRangeIsRefused(double share) => Assert.That(
            (Training(SamplingOptions.Default) with { TrainingShare = share }).Validate,
            Throws.ArgumentException.With.Message.StartsWith("TrainingShare: expected above 0 and at most 1, but found"));

        [Test]
        public void KeepingForGoodIsOffAndRefusesNegativeNumbers()
        {
            var options = Training(SamplingOptions.Default);
            Assert.That(options.KeepEvery, Is.Zero);
            Assert.That(
                (options with { KeepEvery = -1 }).Validate, Throws.ArgumentException.With.Message.EqualTo("KeepEvery: expected 0 or more, but found -1."));
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
