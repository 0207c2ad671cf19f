#nullable enable
using System;
using static TorchSharp.torch;

namespace Repartee.Training.Actor
{
    /// <summary>
    /// What the kernels compute with: a backbone's weights and an adapter on top of them, or none. Actor, critic and reference may share
    /// one backbone. Owns nothing.
    /// </summary>
    internal readonly struct Policy
    {
        internal Policy(ActorWeights weights, Tensor[]? adapter = null, PlacedWeights? placedAdapter = null)
        {
            Weights = weights;
            PlacedAdapter = placedAdapter;
            Adapter = adapter ?? Array.Empty<Tensor>();
        }

        internal ActorWeights Weights { get; }

        /// <summary>The adapter in the kernels' order; empty for none.</summary>
        internal Tensor[] Adapter { get; }

        /// <summary>The adapter by its places; null where it is none, or one that lies elsewhere in each row or drops inputs.</summary>
        internal PlacedWeights? PlacedAdapter { get; }

        /// <summary>Whether rows may lie one behind the other (<see cref="CudaTrunk"/>).</summary>
        internal bool TakesFlatRows => Network.Trunk != null && (Adapter.Length == 0 || PlacedAdapter != null);

        internal Tensor[] Kernel => Weights.Kernel;

        internal ActorNetwork Network => Weights.Network;

        /// <summary>Weights without an adapter.</summary>
        public static implicit operator Policy(ActorWeights weights) => new Policy(weights);
    }
}
