#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Repartee.Conversation;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Critic;
using Repartee.Training.Lora;
using Repartee.Training.Optimization;

namespace Repartee.Training.Ppo
{
    /// <summary>
    /// What PPO trains and compares with. With full training the actor's weights learn, the value head reads their last layer, and the
    /// reference is a copy. With LoRA one frozen backbone serves all: the actor and the critic have an adapter each (one shared adapter
    /// loses to plain imitation: Santacroce et al. 2023, arXiv 2309.00754), and the reference is the backbone alone, or with the adapter the
    /// actor started from. Owns all of it except the network; trainer thread only.
    /// </summary>
    internal sealed class Learner : IDisposable
    {
        /// <summary>Name of the part that a checkpoint writes as an actor.</summary>
        internal const string ActorPart = "actor";

        private readonly List<IDisposable> owned = new List<IDisposable>();
        private readonly LoraAdapter? adapter;

        private Learner(ActorWeights backbone, LoraAdapter? adapter, bool keepsAdapterAsReference, PpoOptions options, int padToken, ulong seed)
        {
            this.adapter = adapter;
            Network = backbone.Network;
            PadToken = padToken;
            Own(backbone);
            Critic = Own(new ValueHead(Network.Config.HiddenSize, Network.Device, trainable: true));
            Critic.Initialize(CounterRandom.Derive(seed, 1));
            var parts = new List<TrainedPart>();
            if (adapter is null)
            {
                Actor = CriticBackbone = backbone;
                parts.Add(Part(ActorPart, backbone.Arena, options));
                if (options.KlCoefficient > 0)
                    Reference = Own(backbone.Copy());
            }
            else
            {
                Own(adapter);
                var critic = Own(new LoraAdapter(Network, adapter.Layout.Config, trainable: true));
                critic.Initialize(CounterRandom.Derive(seed, 7));
                Actor = new Policy(backbone, adapter.Kernel, adapter.Placed);
                CriticBackbone = new Policy(backbone, critic.Kernel, critic.Placed);
                parts.Add(Part(ActorPart, adapter.Arena, options));
                parts.Add(Part("critic_adapter", critic.Arena, options));
                if (options.KlCoefficient > 0)
                    Reference = keepsAdapterAsReference ? With(Own(adapter.Copy())) : (Policy)backbone;
            }

            Policy With(LoraAdapter kept) => new Policy(backbone, kept.Kernel, kept.Placed);
            parts.Add(Part("critic", Critic.Arena, options));
            Parts = parts;
            Clip = Own(new GradientClip(options.MaxGradientNorm, parts.Select(p => p.Arena).ToArray()));
        }

        internal ActorNetwork Network { get; }

        internal int PadToken { get; }

        internal Policy Actor { get; }

        /// <summary>What the value head reads.</summary>
        internal Policy CriticBackbone { get; }

        /// <summary>Whether the value head reads the actor's own last layer.</summary>
        internal bool SharesBackbone => adapter is null;

        internal ValueHead Critic { get; }

        /// <summary>The actor as the run found it; null when no KL is asked for, so that it costs nothing.</summary>
        internal Policy? Reference { get; }

        /// <summary>Everything that learns, the actor first.</summary>
        internal IReadOnlyList<TrainedPart> Parts { get; }

        internal GradientClip Clip { get; }

        /// <summary>All weights learn.</summary>
        /// <param name="start">Trainable weights as the run finds them; owned from now on.</param>
        /// <param name="options">Optimiser settings, and whether a reference is kept.</param>
        /// <param name="padToken">Fills rows up.</param>
        /// <param name="seed">For the value head's first layer.</param>
        internal static Learner Full(ActorWeights start, PpoOptions options, int padToken, ulong seed) =>
            new Learner(start, null, false, options, padToken, seed);

        /// <summary>Adapters learn.</summary>
        /// <param name="backbone">Frozen; owned from now on.</param>
        /// <param name="adapter">The actor's, trainable; owned from now on.</param>
        /// <param name="fresh">Whether the adapter changes nothing yet, so that the backbone alone is the reference.</param>
        /// <param name="options">Optimiser settings, and whether a reference is kept.</param>
        /// <param name="padToken">Fills rows up.</param>
        /// <param name="seed">For the value head's first layer and the critic's adapter.</param>
        internal static Learner WithLora(ActorWeights backbone, LoraAdapter adapter, bool fresh, PpoOptions options, int padToken, ulong seed) =>
            new Learner(backbone, adapter, !fresh, options, padToken, seed);

        /// <summary>Writes the actor's present weights, an adapter merged into them, over frozen ones.</summary>
        internal void Publish(ActorWeights destination)
        {
            if (adapter is null)
                destination.Arena.CopyFrom(Actor.Weights.Arena);
            else
                adapter.Merge(Actor.Weights, destination);
        }

        /// <summary>The actor's present weights as one frozen copy in the type of the computation; the caller owns it.</summary>
        internal ActorWeights Published()
        {
            var published = ActorWeights.Frozen(Network);
            Publish(published);
            return published;
        }

        /// <summary>One optimiser step of all parts with clipped gradients, which are zero afterwards.</summary>
        /// <param name="norm">From <see cref="Clip"/>.</param>
        /// <param name="actorRate">Learning rate of the actor.</param>
        /// <param name="criticRate">Learning rate of the value head and the critic's adapter.</param>
        internal void Step(TorchSharp.torch.Tensor norm, double actorRate, double criticRate)
        {
            foreach (var part in Parts)
                part.Optimizer.Step(norm, part.Name == ActorPart ? actorRate : criticRate);
        }

        /// <summary>Forgets gradients that no step will use.</summary>
        internal void ClearGradients()
        {
            foreach (var part in Parts)
                part.Arena.ClearGradient();
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            for (int i = owned.Count - 1; i >= 0; i--)
                owned[i].Dispose();
        }

        private TrainedPart Part(string name, ParameterArena arena, PpoOptions options) => Own(new TrainedPart(
            name, arena, new AdamW(arena, options.AdamBeta1, options.AdamBeta2, options.AdamEpsilon, options.WeightDecay)));

        private T Own<T>(T part)
            where T : IDisposable
        {
            owned.Add(part);
            return part;
        }
    }
}
