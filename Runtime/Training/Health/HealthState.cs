#nullable enable
using System.Collections.Generic;

namespace Repartee.Training.Health
{
    /// <summary>What a monitor remembers of the updates so far; a checkpoint holds it, so that a resumed run pauses where the whole one
    /// would.</summary>
    internal sealed class HealthState
    {
        internal HealthState(double firstEntropy, double firstDistinctPairs, IReadOnlyDictionary<int, int> inARow)
        {
            FirstEntropy = firstEntropy;
            FirstDistinctPairs = firstDistinctPairs;
            InARow = inARow;
        }

        /// <summary>Nothing seen yet.</summary>
        internal static HealthState None { get; } = new HealthState(double.NaN, double.NaN, new Dictionary<int, int>());

        /// <summary>Nats a token in the run's first update; NaN before it.</summary>
        internal double FirstEntropy { get; }

        /// <summary>Share of distinct token pairs in the run's first update; NaN before it.</summary>
        internal double FirstDistinctPairs { get; }

        /// <summary>Updates in a row that passed a limit, by the number of the rule; only those above 0.</summary>
        internal IReadOnlyDictionary<int, int> InARow { get; }
    }
}
