#nullable enable
using System;

namespace Repartee.Sessions
{
    /// <summary>
    /// Why a trainer paused by itself, in words for people. The actor talks on, with weights from before the update that was found wanting; the
    /// trainer waits for <see cref="ITrainingSession.ContinueTrainingAsync"/> or the session's end. Immutable.
    /// </summary>
    public sealed class HealthStop
    {
        internal HealthStop(HealthRule rule, long update, double found, double limit, string explanation, string advice, long lastGoodUpdate)
        {
            Rule = rule;
            Update = update;
            Found = found;
            Limit = limit;
            Explanation = explanation;
            Advice = advice;
            LastGoodUpdate = lastGoodUpdate;
        }

        /// <summary>What was broken.</summary>
        public HealthRule Rule { get; }

        /// <summary>The update after which training paused.</summary>
        public long Update { get; }

        /// <summary>The value that was found, in the metric's unit.</summary>
        public double Found { get; }

        /// <summary>The limit it passed, in the same unit.</summary>
        public double Limit { get; }

        /// <summary>What happened: one or two sentences.</summary>
        public string Explanation { get; }

        /// <summary>What to do: one or two sentences.</summary>
        public string Advice { get; }

        /// <summary>The last update after which all was well: its weights are kept and can be gone back to.</summary>
        public long LastGoodUpdate { get; }

        /// <inheritdoc/>
        public override string ToString() =>
            $"Training paused after update {Update}: {Explanation} {Advice} The actor still talks; the weights of update {LastGoodUpdate} " +
            "are kept to go back to.";
    }

    /// <summary>No update comes while training is paused by a <see cref="HealthStop"/>.</summary>
    public sealed class HealthStopException : InvalidOperationException
    {
        internal HealthStopException(HealthStop stop)
            : base(stop.ToString()) => Stop = stop;

        /// <summary>Why it paused.</summary>
        public HealthStop Stop { get; }
    }
}
