#nullable enable
using NUnit.Framework;
using Repartee.Rewards;
using Repartee.Sessions;

namespace Repartee.Training.Tests.Recordings
{
    public sealed class ReplayOptionsTests
    {
        [Test]
        public void RecordingWhileReplayingIsRefused()
        {
            var options = new TrainingOptions
            {
                ActorFolder = "actor",
                Rewards = new WeightedReward().Add(new LengthReward(1, 3), 1),
                Replay = new ReplayOptions(),
                RecordingFile = "tape",
            };
            Assert.That(() => options.Validate(), Throws.ArgumentException.With.Message.StartsWith("RecordingFile: expected none where " +
                "recordings"));
        }

        [TestCase(0.5, 1, 0.5, "WeightCap")]
        [TestCase(2, 0, 0.5, "MaximumDrift")]
        [TestCase(2, 1, 1.0, "MaximumDroppedShare")]
        public void OptionsOutOfTheirRangeAreNamed(double cap, double drift, double dropped, string name)
        {
            var options = new ReplayOptions { WeightCap = cap, MaximumDrift = drift, MaximumDroppedShare = dropped };
            Assert.That(() => options.Validate(), Throws.ArgumentException.With.Message.StartsWith($"Replay.{name}: expected"));
        }
    }
}
