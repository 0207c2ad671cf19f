#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Repartee.Training.Actor;

namespace Repartee.Training.Export
{
    /// <summary>Weights on a device, which must not change meanwhile.</summary>
    internal sealed class ArenaSource : IActorSource
    {
        private readonly ActorWeights weights;
        private readonly Dictionary<string, long> places;

        internal ArenaSource(ActorWeights weights)
        {
            this.weights = weights;
            places = weights.Layout.Checkpoint.ToDictionary(tensor => tensor.Name, tensor => tensor.Offset);
        }

        /// <inheritdoc/>
        public void Read(string name, long first, Span<float> destination) => weights.Arena.Read(places[name] + first, destination);
    }
}
