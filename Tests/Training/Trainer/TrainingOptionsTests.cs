#nullable enable
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Rewards;
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
