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
        internal Policy(ActorWeights weights, Tensor[]? adapter = null)
        {
            Weights = weights;
            Adapter = adapter ?? Array.Empty<Tensor>();
        }

        internal ActorWeights Weights { get; }

        /// <summary>The adapter in the kernels' order; empty for none.</summary>
        internal Tensor[] Adapter { get; }

        internal Tensor[] Kernel => Weights.Kernel;

        internal ActorNetwork Network => Weights.Network;

        /// <summary>Weights without an adapter.</summary>
        public static implicit operator Policy(ActorWeights weights) => new Policy(weights);
    }
}
