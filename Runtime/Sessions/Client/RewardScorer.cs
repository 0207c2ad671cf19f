#nullable enable
using System;
using System.Collections.Generic;
using System.Threading;
using Repartee.Rewards;
using Repartee.Sessions.Wire;

namespace Repartee.Sessions.Client
{
    /// <summary>
    /// Scores replies for the trainer's process: reward functions live where the game lives, so its own delegates work as they do in one
    /// process. A thread of its own, because they may be slow.
    /// </summary>
    internal sealed class RewardScorer
    {
        private readonly object gate = new object();
        private readonly Queue<Action> work = new Queue<Action>();
        private readonly WeightedReward rewards;
        private bool closed;

        internal RewardScorer(WeightedReward rewards)
        {
            this.rewards = rewards;
            new Thread(Work) { IsBackground = true, Name = "Repartee rewards" }.Start();
        }

        /// <summary>Answers when it has scored them. Any thread.</summary>
        internal void Score(HostConnection connection, long id, IReadOnlyList<ReplyContext> contexts)
        {
            lock (gate)
            {
                work.Enqueue(() => connection.Post(Message(id, rewards.ScoreAll(contexts))));
                Monitor.Pulse(gate);
            }
        }

        internal void Close()
        {
            lock (gate)
            {
                closed = true;
                Monitor.Pulse(gate);
            }
        }

        private static byte[] Message(long id, IReadOnlyList<RewardBreakdown> scores)
        {
            var writer = new PackWriter();
            writer.WriteArrayHeader(3);
            writer.Write((int)MessageKind.Scored);
            writer.Write(id);
            writer.WriteArrayHeader(scores.Count);
            foreach (var score in scores)
            {
                writer.WriteArrayHeader(2 * score.Terms.Count);
                foreach (var term in score.Terms)
                {
                    writer.Write(term.Value);
                    writer.Write(term.Error);
                }
            }

            return writer.ToArray();
        }

        private void Work()
        {
            while (Take() is Action score)
                score();
        }

        private Action? Take()
        {
            lock (gate)
            {
                while (work.Count == 0 && !closed)
                    Monitor.Wait(gate);
                return closed ? null : work.Dequeue();
            }
        }
    }
}
