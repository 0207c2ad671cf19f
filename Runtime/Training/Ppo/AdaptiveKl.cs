#nullable enable
using System;

namespace Repartee.Training.Ppo
{
    /// <summary>
    /// The KL coefficient β. Fixed, or steered to a target: β ← β·(1 + clip(KL/target − 1, ±0.2)·n/horizon)
    /// (Ziegler et al. 2019, arXiv 1909.08593, section 2.2), KL being the mean over episodes of the sum over tokens, n the episodes.
    /// </summary>
    internal sealed class AdaptiveKl
    {
        private readonly double target;
        private readonly double horizon;

        /// <param name="coefficient">β at the start; 0 or more.</param>
        /// <param name="target">Sequence KL to hold, in nats; 0: β stays fixed.</param>
        /// <param name="horizon">Episodes over which the error is worked off; more than 0.</param>
        internal AdaptiveKl(double coefficient, double target, double horizon)
        {
            if (!(coefficient >= 0) || double.IsInfinity(coefficient))
                throw new ArgumentException($"KlCoefficient: expected 0 or more, but found {coefficient}.");
            if (!(target >= 0) || double.IsInfinity(target))
                throw new ArgumentException($"KlTarget: expected 0 (fixed coefficient) or more, but found {target}.");
            if (target > 0 && !(horizon > 0))
                throw new ArgumentException($"KlHorizon: expected more than 0 episodes, but found {horizon}.");
            Coefficient = coefficient;
            this.target = target;
            this.horizon = horizon;
        }

        internal double Coefficient { get; private set; }

        /// <summary>Takes in one update's mean sequence KL over <paramref name="episodes"/>.</summary>
        internal void Observe(double sequenceKl, int episodes)
        {
            if (target == 0)
                return;
            double error = Math.Clamp(sequenceKl / target - 1.0, -0.2, 0.2);
            Coefficient *= 1.0 + error * episodes / horizon;
        }

        /// <summary>For a checkpoint.</summary>
        internal void Restore(double coefficient) => Coefficient = coefficient;
    }
}
