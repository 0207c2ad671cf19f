#nullable enable
using System;
using System.Collections.Generic;
using Repartee.Conversation;
using Repartee.Training.Health;
using Repartee.Training.Ppo;

namespace Repartee.Training.Trainer
{
    /// <summary>
    /// How far a run is. With the run's seed these numbers are the whole state of its random streams: every draw is a function of the
    /// seed and one of them.
    /// </summary>
    internal readonly struct TrainerCounters
    {
        internal TrainerCounters(long updates, long episodes, long tokens, long taken, long passed)
        {
            Updates = updates;
            Episodes = episodes;
            Tokens = tokens;
            Taken = taken;
            Passed = passed;
        }

        /// <summary>Updates done; also the version of the learner's weights.</summary>
        internal long Updates { get; }

        /// <summary>Episodes learnt from.</summary>
        internal long Episodes { get; }

        /// <summary>Chosen tokens in them.</summary>
        internal long Tokens { get; }

        /// <summary>Conversations the trainer took from the queue: a dataset player goes on from here.</summary>
        internal long Taken { get; }

        /// <summary>Conversations of the run that left the queue, taken or dropped: what a journal holds behind them waits for the
        /// trainer.</summary>
        internal long Passed { get; }

        internal TrainerCounters WithTaken(long passed) => new TrainerCounters(Updates, Episodes, Tokens, Taken + 1, passed);

        internal TrainerCounters WithUpdate(int episodes, long tokens) =>
            new TrainerCounters(Updates + 1, Episodes + episodes, Tokens + tokens, Taken, Passed);
    }

    /// <summary>Where a trainer begins: at zero, or where a checkpoint left off.</summary>
    internal sealed class TrainerStart
    {
        internal TrainerStart(
            TrainerCounters counters, LearnerState? learner, IReadOnlyList<FinishedConversation> waiting, HealthState? health = null)
        {
            Health = health ?? HealthState.None;
            Counters = counters;
            Learner = learner;
            Waiting = waiting;
        }

        /// <summary>A new run.</summary>
        internal static TrainerStart Fresh { get; } = new TrainerStart(default, null, Array.Empty<FinishedConversation>());

        internal TrainerCounters Counters { get; }

        /// <summary>Weights, moments and β; null: those of the actor folder.</summary>
        internal LearnerState? Learner { get; }

        /// <summary>What was seen of the run's health.</summary>
        internal HealthState Health { get; }

        /// <summary>Conversations that were collected for the next update.</summary>
        internal IReadOnlyList<FinishedConversation> Waiting { get; }
    }
}
