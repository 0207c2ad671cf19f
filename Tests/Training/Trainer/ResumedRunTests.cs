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
    /// <summary>What tests of resumed runs share: a stop within a buffer, and a comparison of all that two runs leave.</summary>
    public abstract class ResumedRunTests : TrainerTests
    {
        protected const int Updates = 4;

        /// <summary>Plays an update and this many conversations of the next, and stops. A full buffer is not scored before the
        /// stop.</summary>
        protected static async Task StopInTheSecondBufferAsync(TrainingOptions options, int taken)
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

        protected void AssertSame(string expected, string found)
        {
            var (a, b) = (ReadState(expected), ReadState(found));
            Assert.That(b.Counters, Is.EqualTo(a.Counters));
            Assert.That(b.Learner!.KlCoefficient, Is.EqualTo(a.Learner!.KlCoefficient).And.Not.EqualTo(SmallPpo.KlCoefficient));
            Assert.That(Differences(a.Learner, b.Learner), Is.Empty);
            foreach (var part in a.Learner.Parts)
            {
                foreach (var numbers in new[] { part.Values, part.Optimizer.First, part.Optimizer.Second, new[] { part.Optimizer.Steps } })
                    Assert.That(numbers, Has.Some.Not.Zero, part.Name);
            }

            Assert.That(Metrics(found), Is.EqualTo(Metrics(expected)));
            Assert.That(Read(found, "replies.jsonl"), Is.EqualTo(Read(expected, "replies.jsonl")));
        }

        /// <summary>The control: another seed leaves other numbers, so that the comparison can fail.</summary>
        protected void AssertOther(string expected, string found)
        {
            var (a, b) = (ReadState(expected).Learner!, ReadState(found).Learner!);
            Assert.That(Differences(a, b), Is.SupersetOf(a.Parts.Select(part => part.Name)));
            Assert.That(Metrics(found), Is.Not.EqualTo(Metrics(expected)));
        }

        /// <summary>Names of parts whose weights, moments or steps differ in any bit.</summary>
        private static IEnumerable<string> Differences(LearnerState a, LearnerState b)
        {
            Assert.That(b.Parts.Select(part => part.Name), Is.EqualTo(a.Parts.Select(part => part.Name)));
            return a.Parts.Zip(b.Parts, (x, y) => (x, y)).Where(pair => !(
                pair.x.Values.SequenceEqual(pair.y.Values)
                && pair.x.Optimizer.First.SequenceEqual(pair.y.Optimizer.First)
                && pair.x.Optimizer.Second.SequenceEqual(pair.y.Optimizer.Second)
                && pair.x.Optimizer.Steps.Equals(pair.y.Optimizer.Steps))).Select(pair => pair.x.Name).ToList();
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
