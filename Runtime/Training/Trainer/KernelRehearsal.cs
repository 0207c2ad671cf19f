#nullable enable
using System;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Experience;
using Repartee.Training.Lora;
using Repartee.Training.Ppo;
using Repartee.Training.Weights;
using TorchSharp;

namespace Repartee.Training.Trainer
{
    /// <summary>
    /// TorchScript runs a kernel's first call as it is written and watches it; later calls run an optimised form, whose gradients differ
    /// in the last bits. So each process first updates a network of a few numbers, with and without adapters, and a resumed run counts as
    /// one that never stopped.
    /// </summary>
    internal static class KernelRehearsal
    {
        private static readonly Lazy<bool> Done = new Lazy<bool>(Run);

        /// <summary>Returns at once after the first call in a process. Any thread.</summary>
        internal static void Ensure() => _ = Done.Value;

        private static bool Run()
        {
            TrunkRehearsal.Ensure();
            var options = new PpoOptions { BufferSize = 2, MinibatchSize = 1, Epochs = 2 };
            using var network = new ActorNetwork(TrunkRehearsal.Config, torch.CPU);
            Update(Learner.Full(ActorWeights.Trainable(network), options, padToken: 0, seed: 1), options);
            var adapter = new LoraAdapter(network, new AdapterConfig { Rank = 1 }, trainable: true);
            adapter.Initialize(seed: 1);
            var lora = Learner.WithLora(ActorWeights.Frozen(network), adapter, fresh: true, options, padToken: 0, seed: 1);
            Update(lora, options with { GradientCheckpointing = true });
            return true;
        }

        private static void Update(Learner owned, PpoOptions options)
        {
            using var learner = owned;
            using var update = new PpoUpdate(learner, options, new AdaptiveKl(options.KlCoefficient, 0, 1), samplingTemperature: 1);
            var reply = new EpisodeReply(start: 1, new float[2], policyVersion: 0, truncated: false, score: 1);
            var episode = new Episode(new int[3], new[] { reply }, interrupted: false);
            update.Run(new[] { episode, episode }, policyVersion: 0, rateFactor: 1, seed: 1);
        }
    }
}
