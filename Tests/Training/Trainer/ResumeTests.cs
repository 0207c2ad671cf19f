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
using Repartee.Sessions;
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
        public async Task AStopWithABufferInHandChangesNothing(int taken)
        {
            await PlayAsync(Options("whole"), Updates);
            await StopInTheSecondBufferAsync(Options("parts"), taken);
            using (var config = JsonDocument.Parse(File.ReadAllText(Path.Combine(Named("parts"), "config.json"))))
            {
                var state = StateFormat.Read(
                    Path.Combine(Named("parts"), "checkpoints", "step-000001", "state.msgpack"),
                    config.RootElement.GetProperty("runId").GetString()!);
                Assert.That(state.Waiting, Has.Count.EqualTo(taken));
                Assert.That(state.Counters.Taken, Is.EqualTo(SmallPpo.BufferSize + taken));
            }

            await PlayAsync(Options("parts") with { Resume = true }, Updates);
            AssertSame(expected: "whole", found: "parts");
        }

        /// <summary>Plays an update and this many conversations of the next, and stops. A full buffer is not scored before the stop.</summary>
        private static async Task StopInTheSecondBufferAsync(TrainingOptions options, int taken)
        {
            using var closed = new ManualResetEventSlim();
            int calls = 0;
            var plain = options.Rewards!;
            var watched = new WeightedReward().Add(
                new DelegateReward("length", context =>
                {
                    if (++calls > SmallPpo.BufferSize)
                        closed.Wait();
                    return plain.Score(context).Terms[0].Value;
                }),
                2).Add(new DelegateReward("vowels", context => plain.Score(context).Terms[1].Value), 1);
            var session = await TrainingSession.StartAsync(options with { Rewards = watched });
            var player = new DatasetPlayer(session, Rows, options);
            await player.PlayAsync(1);
            int first = SmallPpo.BufferSize;
            var conversations = Enumerable.Range(first, first).Select(n => session.BeginPlayed(player.Row(n), n)).ToList();
            var sentinel = session.BeginConversation(Rows[0]);
            await session.ReplyAllAsync(conversations);
            await sentinel.ReplyAsync();
            foreach (var conversation in conversations.Take(taken))
                conversation.Complete();
            SpinWait.SpinUntil(() => session.WaitingConversations == 0);
            bool full = taken == SmallPpo.BufferSize;
            if (full)
                sentinel.Complete();                                            // waits, and counts as dropped once the queue is closed
            var stopped = session.StopAsync();
            SpinWait.SpinUntil(() => session.DroppedConversations > 0 || !full);
            closed.Set();
            await stopped;
            Assert.That(session.Error, Is.Null);
        }

        private void AssertSame(string expected, string found)
        {
            var (a, b) = (ReadState(expected), ReadState(found));
            Assert.That(b.Counters, Is.EqualTo(a.Counters));
            Assert.That(b.Learner!.KlCoefficient, Is.EqualTo(a.Learner!.KlCoefficient).And.Not.EqualTo(SmallPpo.KlCoefficient));
            foreach (var part in new Func<LearnerState, float[]>[]
            {
                s => s.Parts[0].Values, s => s.Parts[1].Values, s => s.Parts[0].Optimizer.First, s => s.Parts[0].Optimizer.Second,
                s => s.Parts[1].Optimizer.First, s => s.Parts[1].Optimizer.Second,
                s => new[] { s.Parts[0].Optimizer.Steps, s.Parts[1].Optimizer.Steps },
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
