#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Dialogue;
using Repartee.Rewards;
using Repartee.Training.Optimization;
using Repartee.Training.Ppo;
using Repartee.Training.Trainer;
using Repartee.Training.Weights;
using TorchSharp;

namespace Repartee.Training.Tests.Trainer
{
    /// <summary>Sessions without a run folder, through the public API.</summary>
    public sealed class TrainingSessionTests : TrainerTests
    {
        private static readonly string[] Metrics =
        {
            "objective/scores", "objective/scores_std", "objective/quality", "objective/kl", "objective/kl_coef", "objective/entropy",
            "objective/non_score_reward", "reward/length", "reward/vowels", "reward/errors", "rollout/response_length_mean",
            "rollout/truncated_rate", "rollout/distinct_pairs", "policy/entropy_avg", "policy/approxkl_avg", "policy/clipfrac_avg", "policy/grad_norm",
            "policy/skipped_steps", "policy/stopped_early", "policy/stale_share", "policy/logprob_gap", "loss/policy_avg", "loss/value_avg",
            "loss/kl_avg", "loss/total",
            "val/clipfrac_avg", "val/ratio", "val/ratio_first", "val/explained_variance", "lr", "tokens_per_second", "experience/dropped",
        };

        [Test]
        public async Task AnUpdateMeasuresWhatTheDocumentationNames()
        {
            await using var session = await TrainingSession.StartAsync(Options());
            await new DatasetPlayer(session, Rows, Options()).PlayAsync(1);
            var progress = session.Progress;
            Assert.That(progress.Metrics.Keys, Is.EquivalentTo(Metrics));
            Assert.That(progress.Metrics.Values, Has.All.Matches<double>(v => !double.IsNaN(v) && !double.IsInfinity(v)));
            Assert.That(progress.Episodes, Is.EqualTo(4));
            Assert.That(progress.GeneratedTokens, Is.EqualTo(4 * progress.Metrics["rollout/response_length_mean"]));
            Assert.That(progress.Metrics["val/ratio_first"], Is.EqualTo(1).Within(1e-6));
            Assert.That(progress.Metrics["policy/logprob_gap"], Is.LessThan(1e-4));
            Assert.That(progress.Metrics["policy/stale_share"], Is.Zero);
            Assert.That(progress.Metrics["objective/kl"], Is.Zero.Within(1e-4), "the actor is still its own reference");
        }

        [Test]
        public async Task GameCodeNeedsNoMoreThanADialogueActor()
        {
            await using IDialogueActor actor = await TrainingSession.StartAsync(Options());
            var reply = await actor.BeginConversation(Rows[0]).ReplyAsync();
            Assert.That(actor.Encoder.Encode(Rows[0]).Ids.Length, Is.GreaterThan(10));
            Assert.That(reply.TokenCount, Is.InRange(1, 12));
        }

        [Test]
        public async Task RepliesAfterAnUpdateCarryItsVersion()
        {
            await using var session = await TrainingSession.StartAsync(Options());
            var player = new DatasetPlayer(session, Rows, Options());
            for (int update = 0; update < 3; update++)
            {
                Assert.That((await session.BeginConversation(Rows[0]).ReplyAsync()).PolicyVersion, Is.EqualTo(update));
                await player.PlayAsync(update + 1);
            }

            Assert.That(session.Progress.Update, Is.EqualTo(3));
        }

        [Test]
        public async Task ConversationsOfSeveralRepliesMatchTheTrainersOwnLogProbs()
        {
            await using var session = await TrainingSession.StartAsync(Options());
            var conversations = Enumerable.Range(0, 4).Select(i => session.BeginConversation(Rows[i])).ToList();
            await session.ReplyAllAsync(conversations);
            foreach (var conversation in conversations)
            {
                await conversation.ReplyAsync("And what is the <|assistant|> like?");
                await conversation.ReplyAsync("And then?");
                conversation.Complete();
            }

            var progress = await session.WaitForUpdateAsync(1);
            Assert.That(progress.Metrics["policy/logprob_gap"], Is.LessThan(1e-4));
            Assert.That(progress.Episodes, Is.EqualTo(4));
        }

        [Test]
        public async Task RewardsOfTheGameAddToTheScoreAndAreMeasured()
        {
            var options = Options() with { Rewards = new WeightedReward().Add(new DelegateReward("none", _ => 0), 1) };
            await using var session = await TrainingSession.StartAsync(options);
            for (int i = 0; i < 4; i++)
            {
                var conversation = session.BeginConversation(Rows[i]);
                await conversation.ReplyAsync();
                if (i < 2)
                    conversation.AddReward("quest_taken", i + 1);
                conversation.Interrupt();
            }

            var metrics = (await session.WaitForUpdateAsync(1)).Metrics;
            Assert.That(metrics["objective/scores"], Is.EqualTo(3.0 / 4).Within(1e-9));
            Assert.That(metrics["objective/quality"], Is.Zero);
            Assert.That(metrics["reward/quest_taken"], Is.EqualTo(1.5).Within(1e-9));
        }

        [Test]
        public async Task TheOldestConversationsAreDroppedWhenTheTrainerIsBusy()
        {
            using var entered = new ManualResetEventSlim();
            using var gate = new ManualResetEventSlim();
            var slow = new DelegateReward("slow", _ =>
            {
                entered.Set();
                gate.Wait();
                return 1;
            });
            var options = Options() with
            {
                QueueCapacity = 1,
                Ppo = SmallPpo with { BufferSize = 1, MinibatchSize = 1 },
                Rewards = new WeightedReward().Add(slow, 1),
            };
            await using var session = await TrainingSession.StartAsync(options);
            for (int number = 0; number < 4; number++)
            {
                var conversation = session.BeginConversation(Rows[0]);
                await conversation.ReplyAsync();
                conversation.AddReward("number", number);
                conversation.Complete();
                entered.Wait();                                                 // the first is being scored, the others wait
            }

            Assert.That(session.DroppedConversations, Is.EqualTo(2));
            gate.Set();
            var progress = await session.WaitForUpdateAsync(2);
            Assert.That(progress.Metrics["reward/number"], Is.EqualTo(3), "the newest is kept");
            Assert.That(progress.Metrics["experience/dropped"], Is.EqualTo(2));
            Assert.That(progress.Metrics["policy/stale_share"], Is.EqualTo(1), "it was sampled before the first update");
        }

        [Test]
        public async Task ARewardThatThrowsCountsAsZeroAndTrainingGoesOn()
        {
            var log = new LogLines();
            var rewards = Options().Rewards!.Add(new DelegateReward("broken", _ => throw new FormatException("no verb")), 1);
            var options = Options() with { Logging = log, Rewards = rewards };
            await using var session = await TrainingSession.StartAsync(options);
            await new DatasetPlayer(session, Rows, options).PlayAsync(2);
            Assert.That(session.Error, Is.Null);
            Assert.That(session.Progress.Metrics["reward/errors"], Is.EqualTo(4));
            Assert.That(session.Progress.Metrics["reward/broken"], Is.Zero);
            Assert.That(
                log.Lines,
                Has.Exactly(2).Matches<string>(l => l.Contains("reward \"broken\" counted as 0 for 4 replies") && l.Contains("no verb")));
        }

        [Test]
        public async Task ASubscriberThatThrowsDoesNotStopTraining()
        {
            var log = new LogLines();
            await using var session = await TrainingSession.StartAsync(Options() with { Logging = log });
            var seen = new List<long>();
            session.UpdateCompleted += progress =>
            {
                seen.Add(progress.Update);
                throw new FormatException("no chart");
            };
            await new DatasetPlayer(session, Rows, Options()).PlayAsync(2);
            await session.StopAsync();
            Assert.That(session.Error, Is.Null);
            Assert.That(seen, Is.EqualTo(new[] { 1, 2 }));
            Assert.That(log.Lines, Has.Exactly(2).Contains("UpdateCompleted threw"));
        }

        [Test]
        public async Task AnEvaluationRepeatsItselfAndTeachesNothing()
        {
            await using var session = await TrainingSession.StartAsync(Options());
            var rewards = new WeightedReward().Add(new LengthReward(2, 3, LengthUnit.Tokens, 4), 1);
            var first = await DatasetPlayer.EvaluateAsync(session, Rows, rewards);
            var again = await DatasetPlayer.EvaluateAsync(session, Rows, rewards);
            Assert.That(again.Select(r => r.Reply.Text), Is.EqualTo(first.Select(r => r.Reply.Text)));
            Assert.That(again.Select(r => r.Score.Total), Is.EqualTo(first.Select(r => r.Score.Total)));
            Assert.That(first.Select(r => r.State), Is.EqualTo(Rows));
            var lengths = first.Select(r => r.Reply.TokenCount - (r.Reply.Finish == FinishReason.Stop ? 1 : 0));
            Assert.That(
                first.Select(r => r.Score.Total),
                Is.EqualTo(lengths.Select(n => Math.Max(0, 1 - Math.Max(0, Math.Max(2 - n, n - 3)) / 4.0))).Within(1e-9));
            await new DatasetPlayer(session, Rows, Options()).PlayAsync(1);
            Assert.That(session.Progress.Episodes, Is.EqualTo(4), "none of them from the evaluation");
            Assert.That((await DatasetPlayer.EvaluateAsync(session, Rows, rewards)).Select(r => r.Reply.PolicyVersion), Has.All.EqualTo(1));
        }

        [Test]
        public async Task AnErrorOfTheTrainerLeavesTheActorTalking()
        {
            var log = new LogLines();
            await using var session = await TrainingSession.StartAsync(
                Options("run") with { Logging = log, Clock = new ClockWithoutDate() });
            var failure = Assert.ThrowsAsync<InvalidOperationException>(() => new DatasetPlayer(session, Rows, Options()).PlayAsync(1));
            Assert.That(
                failure!.Message,
                Does.StartWith("Training stopped by an error: ").And.Contain("The date is not set.")
                    .And.EndWith("Stop the session, and resume it from its last checkpoint."));
            Assert.That(failure.InnerException, Is.SameAs(session.Error).And.Not.Null);
            var conversation = session.BeginConversation(Rows[0]);
            Assert.That((await conversation.ReplyAsync()).TokenCount, Is.GreaterThan(0));
            conversation.Complete();
            Assert.That(session.DroppedConversations, Is.EqualTo(1));
            Assert.That(
                async () => await session.WaitForUpdateAsync(7),
                Throws.InvalidOperationException.With.Message.Contains("The actor still talks"));
            await session.StopAsync();
            Assert.That(log.Lines, Has.Exactly(1).StartsWith("Training stopped by an error"));
        }

        [Test]
        public async Task StoppingTwiceIsStoppingOnce()
        {
            var session = await TrainingSession.StartAsync(Options());
            var conversation = session.BeginConversation(Rows[0]);
            var waiting = session.WaitForUpdateAsync(1);
            var stopped = session.StopAsync();
            Assert.That(session.StopAsync(), Is.SameAs(stopped));
            await stopped;
            await session.DisposeAsync();
            Assert.That(
                async () => await waiting,
                Throws.InstanceOf<OperationCanceledException>().With.Message.Contains("no further update"));
            Assert.That(async () => await session.WaitForUpdateAsync(1), Throws.InstanceOf<OperationCanceledException>());
            Assert.That(
                async () => await conversation.ReplyAsync(),
                Throws.InstanceOf<ObjectDisposedException>().With.Message.Contains("start a new one"));
            Assert.That(async () => await session.ReplyAllAsync(new[] { conversation }), Throws.InstanceOf<ObjectDisposedException>());
            Assert.That(() => conversation.Complete(), Throws.Nothing, "no longer replying");
        }

        [Test]
        public async Task ReplyAllChangesNoConversationUnlessAllAnswer()
        {
            await using var session = await TrainingSession.StartAsync(Options());
            var open = session.BeginConversation(Rows[0]);
            var answered = session.BeginConversation(Rows[1]);
            await answered.ReplyAsync();
            Assert.That(
                async () => await session.ReplyAllAsync(new[] { open, answered }),
                Throws.InvalidOperationException.With.Message.Contains("the NPC spoke last"));
            Assert.That(
                async () => await session.ReplyAllAsync(new[] { open, open }),
                Throws.InvalidOperationException.With.Message.Contains("one reply at a time"));
            using var cancelled = new CancellationTokenSource();
            var cancelling = new ReplyOptions { OnText = _ => cancelled.Cancel() };
            Assert.That(
                async () => await session.ReplyAllAsync(new[] { open }, cancelling, cancelled.Token),
                Throws.InstanceOf<OperationCanceledException>());
            Assert.That(open.State, Is.SameAs(Rows[0]));
            Assert.That(await session.ReplyAllAsync(new[] { open }), Has.Count.EqualTo(1));
        }

        [Test]
        public async Task WaitingForAnUpdateCanBeCancelled()
        {
            await using var session = await TrainingSession.StartAsync(Options());
            using var cancellation = new CancellationTokenSource();
            var waiting = session.WaitForUpdateAsync(1, cancellation.Token);
            cancellation.Cancel();
            Assert.That(async () => await waiting, Throws.InstanceOf<OperationCanceledException>());
            await new DatasetPlayer(session, Rows, Options()).PlayAsync(1);
            Assert.That((await session.WaitForUpdateAsync(1)).Update, Is.EqualTo(1));
            Assert.That((await session.WaitForUpdateAsync(0)).Update, Is.EqualTo(1), "past updates need no waiting");
        }

        [Test]
        public async Task TheNumberOfTensorsIsFlatAndZeroAfterTheEnd()
        {
            CollectGarbage();
            long before = torch.Tensor.TotalCount;
            var session = await TrainingSession.StartAsync(Options());
            var player = new DatasetPlayer(session, Rows, Options());
            await player.PlayAsync(2);
            long early = torch.Tensor.TotalCount;
            await player.PlayAsync(6);
            Assert.That(torch.Tensor.TotalCount, Is.EqualTo(early));
            await session.StopAsync();
            Assert.That(torch.Tensor.TotalCount, Is.EqualTo(before));
        }

        [Test]
        public void AStartThatFailsHalfWayLeavesNoTensors()
        {
            string broken = Named("broken");
            Directory.CreateDirectory(broken);
            foreach (string file in Directory.GetFiles(ActorPath))
                File.Copy(file, Path.Combine(broken, Path.GetFileName(file)));
            byte[] weights = File.ReadAllBytes(Path.Combine(broken, "model.safetensors"));
            File.WriteAllBytes(
                Path.Combine(broken, "model.safetensors"),
                System.Text.Encoding.Latin1.GetBytes(
                    System.Text.Encoding.Latin1.GetString(weights).Replace("model.norm.weight", "model.norm.wrongs")));
            CollectGarbage();
            long before = torch.Tensor.TotalCount;
            Assert.That(
                async () => await TrainingSession.StartAsync(Options("run") with { ActorFolder = broken }),
                Throws.TypeOf<InvalidDataException>().With.Message.Contains("'model.norm.weight'"));
            Assert.That(torch.Tensor.TotalCount, Is.EqualTo(before));
            Assert.That(Directory.Exists(Named("run")), Is.False, "the next try may use the folder");
        }

        [Test]
        public async Task AStartThatFailsAfterTheActorsThreadBeganLeavesNoTensorsEither()
        {
            await PlayAsync(Options("run"), 1);
            string checkpoint = Path.Combine(Named("run"), "checkpoints", "step-000001");
            string file = Path.Combine(checkpoint, "state.msgpack");
            using (var config = JsonDocument.Parse(File.ReadAllText(Path.Combine(Named("run"), "config.json"))))
            {
                string runId = config.RootElement.GetProperty("runId").GetString()!;
                var state = StateFormat.Read(file, runId);
                var learner = state.Learner!;
                var critic = learner.Parts[1];
                var wrong = new LearnerState(new[] { learner.Parts[0], new PartState(critic.Name, new float[3], critic.Optimizer) }, 0);
                LearnerFile.Write(Path.Combine(checkpoint, "learner.safetensors"), wrong);
            }

            var hash = new Dictionary<string, string> { ["state.msgpack"] = ContentHash.OfFile(file) };
            File.WriteAllText(Path.Combine(checkpoint, "manifest.json"), JsonSerializer.Serialize(hash));
            CollectGarbage();
            long before = torch.Tensor.TotalCount;
            Assert.That(
                async () => await TrainingSession.StartAsync(Options("run") with { Resume = true }),
                Throws.ArgumentException.With.Message.Contains("but found 3"));
            Assert.That(torch.Tensor.TotalCount, Is.EqualTo(before));
        }

        [Test]
        public void OptionsOutOfTheirRangeAreNamed()
        {
            Assert.That(
                () => TrainingSession.StartAsync(Options() with { Rewards = null }),
                Throws.ArgumentException.With.Message.StartsWith("Rewards: "));
            Assert.That(
                () => TrainingSession.StartAsync(Options() with { ActorFolder = "" }),
                Throws.ArgumentException.With.Message.StartsWith("ActorFolder: "));
            Assert.That(
                () => TrainingSession.StartAsync(Options() with { QueueCapacity = 3 }),
                Throws.ArgumentException.With.Message.EqualTo("QueueCapacity: expected 4 or more, but found 3."));
            Assert.That(
                () => TrainingSession.StartAsync(Options() with { Sampling = SamplingOptions.Greedy }),
                Throws.ArgumentException.With.Message.Contains("ReplyOptions.Sampling"));
            Assert.That(
                async () => await TrainingSession.StartAsync(Options() with { Sampling = new SamplingOptions { MaxTokens = 160 } }),
                Throws.ArgumentException.With.Message.Contains("context of 160 tokens"));
            Assert.That(
                () => new DatasetPlayer(null!, Array.Empty<DialogueState>(), Options()),
                Throws.ArgumentException.With.Message.Contains("Check the dataset"));
        }

        private static void CollectGarbage()
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        private sealed class ClockWithoutDate : TimeProvider
        {
            public override DateTimeOffset GetUtcNow() => throw new InvalidOperationException("The date is not set.");
        }
    }
}
