#nullable enable
using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Rewards;
using Repartee.Sessions;
using Repartee.Sessions.Recordings;
using Repartee.Training.Actor;
using Repartee.Training.Tests.Trainer;
using Repartee.Training.Trainer;
using Repartee.Training.Weights;

namespace Repartee.Training.Tests.Recordings
{
    public sealed class ReplayTests : TrainerTests
    {
        private const int Updates = 4;

        private string Tape => Named("tape.msgpack");

        private TrainingOptions Replaying(string run) => Options(run) with { Replay = new ReplayOptions() };

        [SetUp]
        public async Task Record() => await PlayAsync(Options("played") with { RecordingFile = Tape }, updates: 3);

        [Test]
        public async Task ReplayingTwiceGivesTheSameWeightsToTheLastBitAndAnotherSeedOthers()
        {
            string first = await ReplayAsync(Replaying("first"), Updates), second = await ReplayAsync(Replaying("second"), Updates);
            string other = await ReplayAsync(Replaying("other") with { Seed = 8 }, Updates);
            Assert.That(second, Is.EqualTo(first));
            Assert.That(other, Is.Not.EqualTo(first));
        }

        [Test]
        public async Task AStoppedReplayGoesOnWhereItWas()
        {
            string whole = await ReplayAsync(Replaying("whole"), Updates);
            await ReplayAsync(Replaying("parts"), 1);
            await ReplayAsync(Replaying("parts") with { Resume = true }, 3);
            string parts = await ReplayAsync(Replaying("parts") with { Resume = true }, Updates);
            Assert.That(parts, Is.EqualTo(whole));
        }

        [Test]
        public async Task RewardsOfTheGameAndOfNewRulesCount()
        {
            var options = Replaying("run") with { Rewards = new WeightedReward().Add(new DelegateReward("always", _ => 0.5), 1) };
            await ReplayAsync(options, 1);
            string line = File.ReadLines(Path.Combine(Named("run"), "metrics.jsonl")).Single();
            Assert.That(line, Does.Contain("\"reward/always\":0.5").And.Contain("\"replay/effective_samples\"").And.Contain("\"replay/dropped\":0"));
        }

        [Test]
        public async Task AReplayThatGoesTooFarStopsAndKeepsACheckpoint()
        {
            var options = Replaying("run") with { Replay = new ReplayOptions { MaximumDrift = 1, MaximumDroppedShare = 0 }, CheckpointEvery = 0 };
            options = options with { Ppo = SmallPpo with { LearningRate = 0.05, KlTarget = 0 } };
            await using var session = await TrainingSession.StartAsync(options);
            var player = new ReplayPlayer(session, new[] { Recording.Read(Tape) }, options);
            var error = Assert.ThrowsAsync<InvalidOperationException>(() => player.PlayAsync(50))!;
            Assert.That(error.InnerException, Is.TypeOf<StaleRecordingException>());
            Assert.That(error.Message, Does.Contain("differ from it by more than 1 nats a token"));
            Assert.That(session.Progress.Update, Is.InRange(1, 20));
            Assert.That(Directory.Exists(Path.Combine(Named("run"), "checkpoints", $"step-{session.Progress.Update:D6}")), Is.True);
        }

        [Test]
        public async Task ASessionThatPlaysItselfIsNotFedRecordings()
        {
            await using var session = await TrainingSession.StartAsync(Options());
            Assert.That(
                () => new ReplayPlayer(session, new[] { Recording.Read(Tape) }, Options()),
                Throws.ArgumentException.With.Message.StartsWith("Expected a session that learns from recordings, but found one that " +
                    "learns from play."));
        }

        /// <returns>Hash of the weights of the last checkpoint.</returns>
        private async Task<string> ReplayAsync(TrainingOptions options, long updates)
        {
            await using (var session = await TrainingSession.StartAsync(options))
                await new ReplayPlayer(session, new[] { Recording.Read(Tape) }, options).PlayAsync(updates);
            return ContentHash.OfFile(Path.Combine(RunCheckpoints.Newest(options.RunFolder!)!, ActorFolder.WeightsFile));
        }
    }
}
