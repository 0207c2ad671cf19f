#nullable enable
using System;
using System.Collections.Generic;

namespace Repartee.Sessions
{
    /// <summary>
    /// When a trainer pauses by itself, because what it does can not be what anybody wants. Limits are wide: they are for runs that went wrong, not
    /// for runs that learn slowly. The metrics' names are those of Documentation~/metrics.md.
    /// </summary>
    public sealed record HealthOptions
    {
        /// <summary>Whether the trainer watches itself. Default true.</summary>
        public bool Enabled { get; init; } = true;

        /// <summary>Rules that do not count. Empty (default): all count.</summary>
        public IReadOnlyCollection<HealthRule> Ignored { get; init; } = Array.Empty<HealthRule>();

        /// <summary>Updates in a row that a limit must be passed for before training pauses, where one update alone says little: all rules but
        /// NotFinite, FirstRatio and NegativeKl, which pause at once, and Critic. 1 or more; default 10.</summary>
        public int Patience { get; init; } = 10;

        /// <summary>The same for the critic, which is no help at a run's beginning. 1 or more; default 100.</summary>
        public int CriticPatience { get; init; } = 100;

        /// <summary>How far <c>val/ratio_first</c> may be from 1 where no token is of older weights. Above 0; default 0.01 (float32 gives
        /// 1e-6, bfloat16 1e-3).</summary>
        public double MaxRatioDeviation { get; init; } = 0.01;

        /// <summary>Least <c>objective/kl</c>, nats a conversation. Below 0; default -1 (TRL warns there).</summary>
        public double MinKl { get; init; } = -1;

        /// <summary>Largest <c>objective/kl</c>, nats a conversation. Above 0; default 100: runs that went well ended at 2 to 50.</summary>
        public double MaxKl { get; init; } = 100;

        /// <summary>Least <c>objective/entropy</c> as a share of that of the run's first update: 0 to 1; default 0.1.</summary>
        public double MinEntropyShare { get; init; } = 0.1;

        /// <summary>Largest <c>rollout/truncated_rate</c>: above 0, at most 1; default 0.95.</summary>
        public double MaxTruncatedRate { get; init; } = 0.95;

        /// <summary>Least <c>val/explained_variance</c>; default 0: the critic is no better than the mean of the returns.</summary>
        public double MinExplainedVariance { get; init; }

        /// <summary>Least <c>objective/scores_std</c>: 0 or more; default 0.0001.</summary>
        public double MinScoreDeviation { get; init; } = 0.0001;

        /// <summary>Least <c>rollout/distinct_pairs</c> as a share of that of the run's first update: 0 to 1; default 0.25.</summary>
        public double MinDistinctShare { get; init; } = 0.25;

        /// <summary>Throws <see cref="ArgumentException"/> naming the first value out of its range.</summary>
        public void Validate()
        {
            Require(Patience >= 1, nameof(Patience), "1 or more", Patience);
            Require(CriticPatience >= 1, nameof(CriticPatience), "1 or more", CriticPatience);
            Require(MaxRatioDeviation > 0, nameof(MaxRatioDeviation), "more than 0", MaxRatioDeviation);
            Require(MinKl < 0, nameof(MinKl), "less than 0", MinKl);
            Require(MaxKl > 0, nameof(MaxKl), "more than 0", MaxKl);
            Require(MinEntropyShare >= 0 && MinEntropyShare <= 1, nameof(MinEntropyShare), "0 to 1", MinEntropyShare);
            Require(MaxTruncatedRate > 0 && MaxTruncatedRate <= 1, nameof(MaxTruncatedRate), "more than 0, at most 1", MaxTruncatedRate);
            Require(!double.IsNaN(MinExplainedVariance), nameof(MinExplainedVariance), "a number", MinExplainedVariance);
            Require(MinScoreDeviation >= 0, nameof(MinScoreDeviation), "0 or more", MinScoreDeviation);
            Require(MinDistinctShare >= 0 && MinDistinctShare <= 1, nameof(MinDistinctShare), "0 to 1", MinDistinctShare);
        }

        private static void Require(bool holds, string name, string expected, double found) =>
            OptionRange.Require(holds, "Health." + name, expected, found);
    }
}
