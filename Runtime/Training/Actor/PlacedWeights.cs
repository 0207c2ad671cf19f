#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;

namespace Repartee.Training.Actor
{
    /// <summary>Parameters by their places in one arena, in the kernels' order; −1 for what the architecture lacks.</summary>
    internal sealed class PlacedWeights
    {
        /// <param name="arena">Not owned.</param>
        /// <param name="order">Names of slots in the kernels' order; null for what is not there.</param>
        /// <param name="scale">Of a low-rank product; 1 where there is none.</param>
        internal PlacedWeights(ParameterArena arena, IEnumerable<string?> order, double scale = 1)
        {
            Arena = arena;
            Offsets = order.Select(name => name is null ? -1L : arena.Layout[name].Offset).ToArray();
            Scale = (float)scale;
        }

        internal ParameterArena Arena { get; }

        internal IReadOnlyList<long> Offsets { get; }

        internal float Scale { get; }
    }
}
