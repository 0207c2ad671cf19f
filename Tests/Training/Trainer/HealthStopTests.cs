#nullable enable
using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Rewards;
using Repartee.Sessions;
using Repartee.Training.Ppo;
using Repartee.Training.Trainer;

namespace Repartee.Training.Tests.Trainer
{
    /// <summary>Sessions that go wrong in ways a game can bring about: training pauses, says why, and goes on when it is told to.</summary>
    public sealed class HealthStopTests : TrainerTests
    {
        private static readonly HealthRule[] OfGibberish = { HealthRule.Truncation };           // the tiny actor's replies may all be cut

        private static readonly WeightedReward Same = new WeightedReward().Add(new DelegateReward("same", _ => 0.5), 1);

        [Test]
        public async Task RewardsThatAreAllTheSamePauseTrainingAndItGoesOnFromTheLastGoodWeights()
        {
            var log = new LogLines();
            var options = Options("run") with { Rewards = Same, Health = new HealthOptions { Patience = 2, Ignored = OfGibberish }, Logging = log };
            await using var session = await TrainingSession.StartAsync(options);
            var told = new TaskCompletionSource<HealthStop>();
            session.HealthStopped += told.SetResult;
            var player = new DatasetPlayer(session, Rows, options);
            await player.PlayAsync(1);
            Assert.That(session.HealthStop, Is.Null);
            await player.PlayAsync(2);
            var thrown = Assert.ThrowsAsync<HealthStopException>(() => session.WaitForUpdateAsync(3))!;
            var stop = session.HealthStop!;
            Assert.That(thrown.Stop, Is.SameAs(stop).And.SameAs(await told.Task.WaitAsync(TimeSpan.FromMinutes(1))));
            Assert.That((stop.Rule, stop.Update, stop.LastGoodUpdate, stop.Found), Is.EqualTo((HealthRule.RewardSaturation, 2L, 0L, 0.0)));
            string said = "Training paused after update 2: all replies get the same reward, 0.5: there is nothing to learn from. " +
                "If that is the best reward, training is done: freeze the actor. Else add a reward that tells good replies from less good " +
                "ones. The actor still talks; the weights of update 0 are kept to go back to.";
            Assert.That(thrown.Message, Is.EqualTo(said));
            Assert.That(log.Lines, Has.Some.EqualTo(said));
            Assert.That((session.Progress.Update, session.Error), Is.EqualTo((2L, (Exception?)null)));
            var reply = await session.BeginConversation(Rows[0]).ReplyAsync();
            Assert.That(reply.PolicyVersion, Is.EqualTo(1), "what was found wanting is not spoken with");

            await session.ContinueTrainingAsync();
            Assert.That(session.HealthStop, Is.Null);
            Assert.That((await session.BeginConversation(Rows[0]).ReplyAsync()).PolicyVersion, Is.EqualTo(2));
            string good = await session.SaveCheckpointAsync();
            Assert.That(LearntIn(good), Is.EqualTo(await StartedWithAsync()));
            await player.PlayAsync(3);
            using var line = JsonDocument.Parse(File.ReadAllLines(Path.Combine(Named("run"), "health.jsonl")).Single());
            Assert.That(line.RootElement.GetProperty("rule").GetString(), Is.EqualTo("RewardSaturation"));
            Assert.That(line.RootElement.GetProperty("update").GetInt64(), Is.EqualTo(2));
        }

        [Test]
        public async Task TrainingGoesOnFromThePresentWeightsWhereThatIsWanted()
        {
            var options = Options("run") with { Ppo = SmallPpo with { LearningRate = 1e-2 }, Health = new HealthOptions { Patience = 1, MaxKl = 1e-3, Ignored = OfGibberish } };
            await using var session = await TrainingSession.StartAsync(options);
            var player = new DatasetPlayer(session, Rows, options);
            for (int update = 1; session.HealthStop is null; update++)
            {
                await player.PlayAsync(update);                                 // and no conversation more, which would be learnt from at once
                await session.SaveCheckpointAsync();                            // the trainer has decided by then whether to pause
            }

            Assert.That(session.HealthStop!.Rule, Is.EqualTo(HealthRule.LargeKl));
            string present = await session.SaveCheckpointAsync();
            float[] before = LearntIn(present);
            await session.ContinueTrainingAsync(fromLastGood: false);
            Assert.That(LearntIn(await session.SaveCheckpointAsync()), Is.EqualTo(before));
            Assert.That(before, Is.Not.EqualTo(await StartedWithAsync()));
            var early = Assert.ThrowsAsync<InvalidOperationException>(() => session.ContinueTrainingAsync())!;
            Assert.That(early.Message, Does.StartWith("Expected training that a health stop has paused, but it is not paused"));
        }

        [Test]
        public async Task ASessionThatIsStoppedWhileItIsPausedKeepsTheLastGoodWeights()
        {
            var options = Options("run") with { Rewards = Same, Health = new HealthOptions { Patience = 2, Ignored = OfGibberish } };
            await using (var session = await TrainingSession.StartAsync(options))
                Assert.ThrowsAsync<HealthStopException>(() => new DatasetPlayer(session, Rows, options).PlayAsync(9));
            string newest = RunCheckpoints.Newest(Named("run"))!;
            Assert.That(Path.GetFileName(newest), Is.EqualTo("step-000002"));
            Assert.That(LearntIn(newest), Is.EqualTo(await StartedWithAsync()));
        }

        [Test]
        public async Task AResumedRunPausesWhereTheWholeOneWould()
        {
            var options = Options("run") with { Rewards = Same, Health = new HealthOptions { Patience = 4, Ignored = OfGibberish } };
            await PlayAsync(options, 2);
            await using var session = await TrainingSession.StartAsync(options with { Resume = true });
            var thrown = Assert.ThrowsAsync<HealthStopException>(() => new DatasetPlayer(session, Rows, options).PlayAsync(9))!;
            Assert.That(thrown.Stop.Update, Is.EqualTo(4));
        }

        [Test]
        public async Task RepliesThatNeverEndPauseTraining()
        {
            var options = Options() with { Sampling = new SamplingOptions { MaxTokens = 1 }, Health = new HealthOptions { Patience = 2 } };
            Assert.That((await StoppedAsync(options)).Rule, Is.EqualTo(HealthRule.Truncation));
        }

        [Test]
        public async Task ACriticThatForeseesTheOppositePausesTraining()
        {
            int call = 0;
            var swinging = new WeightedReward().Add(
                new DelegateReward("swinging", c => (call++ / SmallPpo.BufferSize % 2) + (c.Reply.Length % 2 * 0.01)), 1);
            var options = Options() with
            {
                Rewards = swinging,
                Ppo = SmallPpo with { CriticLearningRate = 0.05 },
                Health = new HealthOptions { CriticPatience = 2 },
            };
            Assert.That((await StoppedAsync(options)).Rule, Is.EqualTo(HealthRule.Critic));
        }

        [Test]
        public async Task WhatIsSwitchedOffPausesNothing()
        {
            var options = Options() with { Rewards = Same, Health = new HealthOptions { Enabled = false, Patience = 1 } };
            await PlayAsync(options, 3);
        }

        private static async Task<HealthStop> StoppedAsync(TrainingOptions options)
        {
            await using var session = await TrainingSession.StartAsync(options);
            return Assert.ThrowsAsync<HealthStopException>(() => new DatasetPlayer(session, Rows, options).PlayAsync(30))!.Stop;
        }

        private async Task<float[]> StartedWithAsync()
        {
            await using var fresh = await TrainingSession.StartAsync(Options("fresh" + Guid.NewGuid().ToString("N")));
            return LearntIn(await fresh.SaveCheckpointAsync());
        }

        private static float[] LearntIn(string checkpoint)
        {
            string config = Path.Combine(checkpoint, "..", "..", "config.json");
            using var run = JsonDocument.Parse(File.ReadAllText(config));
            return StateFormat.Read(Path.Combine(checkpoint, "state.msgpack"), run.RootElement.GetProperty("runId").GetString()!).Learner!.Actor;
        }
    }
}
