#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Rewards;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Experience;
using Repartee.Training.Ppo;
using Repartee.Training.Tests.Actor;
using Repartee.Training.Trainer;
using TorchSharp;

namespace Repartee.Training.Tests.Trainer
{
    /// <summary>What no game brings about, done to the learner between two slices of its work: the trainer notices.</summary>
    public sealed class TamperedLoopTests : TrainerTests
    {
        private const int Scoring = 1 + 4;                                      // slices before the first step: rewards, and a row of each episode

        private static readonly PpoOptions WithoutKl = SmallPpo with { KlCoefficient = 0, KlTarget = 0 };

        [Test]
        public async Task WeightsThatMoveBetweenScoringAndLearningBreakTheFirstRatio()
        {
            var stop = await RunAsync(WithoutKl, (slice, learner) =>
            {
                if (slice == Scoring)
                    Scale(learner, 1.2f);
            });
            Assert.That((stop.Rule, stop.Update), Is.EqualTo((HealthRule.FirstRatio, 1L)));
            Assert.That(Math.Abs(stop.Found - 1), Is.GreaterThan(0.01));
        }

        [Test]
        public async Task AWeightThatIsNoNumberIsNeverSpokenWith()
        {
            var stop = await RunAsync(WithoutKl, (slice, learner) =>
            {
                if (slice == Scoring)
                    Scale(learner, float.NaN);
            });
            Assert.That((stop.Rule, stop.Update), Is.EqualTo((HealthRule.NotFinite, 1L)));
            Assert.That(stop.Explanation, Does.Contain("val/ratio_first"));
        }

        [Test]
        public async Task AnActorThatBecomesSureOfEverythingPausesTraining()
        {
            int first = -1;
            var stop = await RunAsync(WithoutKl, (slice, learner) =>
            {
                if (learner.Parts[0].Optimizer.Capture().Steps == 4 && first < 0)         // the first update is done
                {
                    first = slice;
                    Scale(learner, 30f);
                }
            });
            Assert.That((stop.Rule, stop.Update), Is.EqualTo((HealthRule.EntropyCollapse, 2L)));
            Assert.That(stop.Found, Is.LessThan(stop.Limit));
        }

        [Test]
        public async Task AReferenceThatLikesEachTokenBetterMakesANegativeKl()
        {
            var stop = await RunAsync(SmallPpo, (_, __) => { }, new Shifted(0.5f));
            Assert.That((stop.Rule, stop.Update), Is.EqualTo((HealthRule.NegativeKl, 1L)));
            Assert.That(stop.Found, Is.LessThan(-1));
        }

        [Test]
        public async Task RepliesThatSayOneWordOverAndOverPauseTraining()
        {
            var stop = await RunAsync(WithoutKl, (_, __) => { }, change: (conversation, number) => number < 4 ? conversation : Monotonous(conversation));
            Assert.That((stop.Rule, stop.Update), Is.EqualTo((HealthRule.RepetitionCollapse, 2L)));
        }

        private static void Scale(Learner learner, float factor) =>
            learner.Parts[0].Arena.Load(learner.Parts[0].Arena.ToArray().Select(value => value * factor).ToArray());

        private static FinishedConversation Monotonous(FinishedConversation played) => new FinishedConversation(
            played.Tokens,
            played.Replies.Select(reply => new PlayedReply(
                reply.Start, reply.LogProbs, reply.PolicyVersion,
                new ReplyContext(reply.Context.State, reply.Context.Reply, reply.Context.Tokens.Select(_ => 5).ToArray(), reply.Context.Truncated),
                reply.GameRewards)).ToList(),
            played.Interrupted);

        /// <summary>Runs a loop until its health stops it, and closes it.</summary>
        private async Task<HealthStop> RunAsync(
            PpoOptions ppo, Action<int, Learner> tamper, IReferenceScorer? reference = null, Func<FinishedConversation, int, FinishedConversation>? change = null)
        {
            var options = Options() with { Ppo = ppo, Health = new HealthOptions { Patience = 1, Ignored = new[] { HealthRule.Truncation } } };
            var actor = ActorFolder.Open(ActorPath);
            using var network = new ActorNetwork(actor.Config, torch.CPU);
            var own = ActorWeights.Trainable(network);
            actor.LoadInto(own);
            var learner = Learner.Full(own, options.Ppo, actor.Encoder.PadToken, options.Seed);
            var queue = new ExperienceQueue(64);
            var published = ActorWeights.Frozen(network);
            actor.LoadInto(published);
            using var worker = new ActorWorker(TinyEngine.Decoder(network, actor.Encoder.StopTokens), published, 0, 1);
            using var meter = new SessionMeter(TimeProvider.System);
            var host = new ConversationHost(
                worker, new ExperienceIntake(queue, null), actor.Encoder, options.Sampling, TalkingActor.Context, TimeProvider.System, meter);
            for (int i = 0; i < 8; i++)
            {
                var conversation = new NpcConversation(host, Rows[i % Rows.Count], (ulong)i, recorded: true);
                await conversation.ReplyAsync();
                conversation.Complete();
            }

            var played = Enumerable.Range(0, 8).Select(_ => queue.Take()!).ToList();
            using var loop = new TrainerLoop(
                options, learner, queue, worker, null, TrainerStart.Fresh, new TamperingPace(slice => tamper(slice, learner)), reference);
            var held = new TaskCompletionSource<HealthStop>();
            loop.Held += held.SetResult;
            for (int i = 0; i < 8; i++)
                queue.Add(change is null ? played[i] : change(played[i], i));
            var running = Task.Run(() =>
            {
                torch.set_num_threads(1);
                loop.Run();
            });
            await Task.WhenAny(held.Task, running).WaitAsync(TimeSpan.FromSeconds(60));
            loop.Close();
            await running;
            return await held.Task.WaitAsync(TimeSpan.FromSeconds(1));
        }

        /// <summary>Does something at the beginning of each slice, which it numbers from 0.</summary>
        private sealed class TamperingPace : ISlicePace
        {
            private readonly Action<int> tamper;
            private int slices;

            internal TamperingPace(Action<int> tamper) => this.tamper = tamper;

            public void Begin(CancellationToken cancellation) => tamper(slices++);

            public void End()
            {
            }
        }

        /// <summary>A reference that gives each token the same log-prob above what it was sampled with.</summary>
        private sealed class Shifted : IReferenceScorer
        {
            private readonly float by;

            internal Shifted(float by) => this.by = by;

            public float[][] LogProbs(IReadOnlyList<Episode> episodes, ISlicePace pace, CancellationToken cancellation) =>
                episodes.Select(e => e.Replies.SelectMany(r => r.LogProbs.Select(p => p + by)).ToArray()).ToArray();
        }
    }
}
