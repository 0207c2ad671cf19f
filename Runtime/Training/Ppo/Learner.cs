#nullable enable
using System;
using Repartee.Training.Actor;
using Repartee.Training.Critic;
using Repartee.Training.Optimization;

namespace Repartee.Training.Ppo
{
    /// <summary>
    /// What PPO trains: the actor's weights, the value head on the same backbone, their optimisers, and the frozen reference. Owns all
    /// of it except the network; trainer thread only.
    /// </summary>
    internal sealed class Learner : IDisposable
    {
        /// <param name="network">Shared with the actor worker.</param>
        /// <param name="start">Weights the run starts from, in the order of the layout (N).</param>
        /// <param name="options">Optimiser settings, and whether a reference is kept.</param>
        /// <param name="padToken">Fills rows up.</param>
        /// <param name="seed">For the value head's first layer.</param>
        internal Learner(ActorNetwork network, float[] start, PpoOptions options, int padToken, ulong seed)
        {
            Network = network;
            PadToken = padToken;
            Actor = new ActorWeights(network.Layout, network.Device, trainable: true);
            Actor.Arena.Load(start);
            Critic = new ValueHead(network.Config.HiddenSize, network.Device, trainable: true);
            Critic.Initialize(CounterRandom.Derive(seed, 1));
            ActorOptimizer = new AdamW(Actor.Arena, options.AdamBeta1, options.AdamBeta2, options.AdamEpsilon, options.WeightDecay);
            CriticOptimizer = new AdamW(Critic.Arena, options.AdamBeta1, options.AdamBeta2, options.AdamEpsilon, options.WeightDecay);
            Clip = new GradientClip(options.MaxGradientNorm, Actor.Arena, Critic.Arena);
            if (options.KlCoefficient > 0)
                Reference = Actor.Copy();
        }

        internal ActorNetwork Network { get; }

        internal int PadToken { get; }

        internal ActorWeights Actor { get; }

        internal ValueHead Critic { get; }

        /// <summary>The actor as the run found it; null when no KL is asked for, so that it costs nothing.</summary>
        internal ActorWeights? Reference { get; }

        internal AdamW ActorOptimizer { get; }

        internal AdamW CriticOptimizer { get; }

        internal GradientClip Clip { get; }

        /// <inheritdoc/>
        public void Dispose()
        {
            Clip.Dispose();
            ActorOptimizer.Dispose();
            CriticOptimizer.Dispose();
            Reference?.Dispose();
            Critic.Dispose();
            Actor.Dispose();
        }
    }
}
