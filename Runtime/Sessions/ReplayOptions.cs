#nullable enable
using System;

namespace Repartee.Sessions
{
    /// <summary>
    /// How a session learns from recordings, whose replies other weights chose than those that learn. Each token's objective is weighed by
    /// min(π_now / π_recorded, cap), decoupled PPO (Hilton, Cobbe, Schulman 2021, arXiv 2110.00641); Documentation~/replay.md.
    /// </summary>
    public sealed record ReplayOptions
    {
        /// <summary>Largest weight of a token. 1 or more; default 2 (verl's and ms-swift's threshold of truncated importance
        /// sampling).</summary>
        public double WeightCap { get; init; } = 2;

        /// <summary>Mean |log π_now − log π_recorded| a token, in nats, beyond which a conversation is too old to learn from and left out.
        /// More than 0; default 1: there a typical token's weight is at the cap or a third. Ours; nobody else's measure.</summary>
        public double MaximumDrift { get; init; } = 1;

        /// <summary>Share of an update's conversations that may be left out; when more are, the replay stops. 0 to less than 1; default
        /// 0.5.</summary>
        public double MaximumDroppedShare { get; init; } = 0.5;

        /// <summary>Throws <see cref="ArgumentException"/> naming the first value that is out of its range.</summary>
        public void Validate()
        {
            if (!(WeightCap >= 1) || double.IsInfinity(WeightCap))
                throw new ArgumentException($"Replay.WeightCap: expected 1 or more, but found {WeightCap}. 2 is the default.");
            if (!(MaximumDrift > 0))
                throw new ArgumentException($"Replay.MaximumDrift: expected more than 0 nats, but found {MaximumDrift}. 1 is the default.");
            if (!(MaximumDroppedShare >= 0 && MaximumDroppedShare < 1))
            {
                throw new ArgumentException(
                    $"Replay.MaximumDroppedShare: expected 0 to less than 1, but found {MaximumDroppedShare}. 0.5 is the default.");
            }
        }
    }
}
