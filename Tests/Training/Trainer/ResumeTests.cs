#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Rewards;
using Repartee.Training.Ppo;
using Repartee.Training.Trainer;

namespace Repartee.Training.Tests.Trainer
{
    /// <summary>N updates, a stop, a resume and M updates are N + M updates, bit for bit.</summary>
    public sealed class ResumeTests : TrainerTests
    {
        private const int Updates = 4;

        [Test]
        public async Task AStopBetweenTwoUpdatesChangesNothing()
        {
            await PlayAsync(Options("whole"), Updates);
            await PlayAsync(Options("parts"), 1);
            await PlayAsync(Options("parts") with { Resume = true }, 2);
            await PlayAsync(Options("parts") with { Resume = true }, Updates);
            AssertSame(expected: "whole", found: "parts");
        }

        [Test]
        public async Task SchedulesGoOnWhereTheyWere()
        {
            var ppo = SmallPpo with
            {
                Schedule = LearningRateSchedule.Cosine,
                KlPlacement = KlPlacement.Loss,
                KlEstimator = KlEstimator.K3,
                EntropyCoefficient = 0.01,
            };
            var (whole, parts) = (
                Options("whole") with { Ppo = ppo, PlannedUpdates = Updates },
                Options("parts") with { Ppo = ppo, PlannedUpdates = Updates });
            await PlayAsync(whole, Updates);
            await PlayAsync(parts, 3);
            await PlayAsync(parts with { Resume = true }, Updates);
            AssertSame(expected: "whole", found: "parts");
        }

        [TestCase(2, TestName = "AStopInTheMiddleOfABufferChangesNothing")]
        [TestCase(4, TestName = "AStopAfterTheLastConversationOfABufferChangesNothing")]
        public async Task AStopWithABufferInHandChangesNothing(int scored)
        {
            await PlayAsync(Options("whole"), Updates);
            await StopAtConversationAsync(Options("parts"), SmallPpo.BufferSize + scored);
            using (var config = JsonDocument.Parse(File.ReadAllText(Path.Combine(Named("parts"), "config.json"))))
            {
                var state = StateFormat.Read(
                    Path.Combine(Named("parts"), "checkpoints", "step-000001", "state.msgpack"),
                    config.RootElement.GetProperty("runId").GetString()!);
                Assert.That(state.Waiting, Has.Count.EqualTo(scored));
                Assert.That(state.Counters.Taken, Is.EqualTo(SmallPpo.BufferSize + scored));
            }

            await PlayAsync(Options("parts") with { Resume = true }, Updates);
            AssertSame(expected: "whole", found: "parts");
        }

        /// <summary>Stops the session while the trainer scores this conversation, counted from 1, so that it is the last one
        /// taken.</summary>
        private static async Task StopAtConversationAsync(TrainingOptions options, int conversation)
        {
            using var reached = new ManualResetEventSlim();
            using var closed = new ManualResetEventSlim();
            int calls = 0;
            var plain = options.Rewards!;
            var watched = new WeightedReward().Add(
                new DelegateReward("length", context =>
                {
                    if (++calls == conversation)
                    {
                        reached.Set();
                        closed.Wait();
                    }

                    return plain.Score(context).Terms[0].Value;
                }),
                2).Add(new DelegateReward("vowels", context => plain.Score(context).Terms[1].Value), 1);
            var session = await TrainingSession.StartAsync(options with { Rewards = watched });
            var playing = new DatasetPlayer(session, Rows, options).PlayAsync(Updates);
            reached.Wait();
            var sentinel = session.BeginConversation(Rows[0]);
            await sentinel.ReplyAsync();
            sentinel.Complete();                                                // waits, and counts as dropped once the queue is closed
            var stopped = session.StopAsync();
            SpinWait.SpinUntil(() => session.DroppedConversations > 0);
            closed.Set();
            await stopped;
            Assert.That(async () => await playing, Throws.InstanceOf<OperationCanceledException>());
            Assert.That(session.Error, Is.Null);
        }

        private void AssertSame(string expected, string found)
        {
            var (a, b) = (ReadState(expected), ReadState(found));
            Assert.That(b.Counters, Is.EqualTo(a.Counters));
            Assert.That(b.Learner!.KlCoefficient, Is.EqualTo(a.Learner!.KlCoefficient).And.Not.EqualTo(SmallPpo.KlCoefficient));
            foreach (var part in new Func<LearnerState, float[]>[]
            {
                s => s.Actor, s => s.Critic, s => s.ActorOptimizer.First, s => s.ActorOptimizer.Second, s => s.CriticOptimizer.First,
                s => s.CriticOptimizer.Second, s => new[] { s.ActorOptimizer.Steps, s.CriticOptimizer.Steps },
            })
            {
                Assert.That(part(b.Learner), Is.EqualTo(part(a.Learner)));
                Assert.That(part(b.Learner), Has.Some.Not.Zero);
            }

            Assert.That(Metrics(found), Is.EqualTo(Metrics(expected)));
            Assert.That(Read(found, "replies.jsonl"), Is.EqualTo(Read(expected, "replies.jsonl")));
        }

        private TrainerStart ReadState(string run)
        {
            using var config = JsonDocument.Parse(Read(run, "config.json"));
            string file = Path.Combine(Named(run), "checkpoints", $"step-{Updates:D6}", "state.msgpack");
            return StateFormat.Read(file, config.RootElement.GetProperty("runId").GetString()!);
        }

        /// <summary>All values but those that time decides, as they are written.</summary>
        private List<string> Metrics(string run) => Read(run, "metrics.jsonl").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(line => JsonSerializer.Deserialize<JsonElement>(line).EnumerateObject())
            .Where(metric => metric.Name != "seconds" && metric.Name != "tokens_per_second").Select(metric => metric.ToString()).ToList();

        private string Read(string run, string file) => File.ReadAllText(Path.Combine(Named(run), file));
    }
}
