#nullable enable
using System;
using Repartee.Sessions;

namespace Repartee.Training.Ppo
{
    /// <summary>The estimators' values.</summary>
    internal static class KlEstimators
    {
        internal static double Value(KlEstimator estimator, double d) => estimator switch
        {
            KlEstimator.K1 => d,
            KlEstimator.K2 => 0.5 * d * d,
            KlEstimator.K3 => Math.Exp(-d) - 1.0 + d,
            _ => throw new ArgumentOutOfRangeException(nameof(estimator), estimator, "Expected K1, K2 or K3."),
        };
    }
}
