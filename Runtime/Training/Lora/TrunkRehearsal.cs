#nullable enable
using System;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Repartee.Training.Lora
{
    /// <summary>
    /// TorchScript plans a kernel by the first calls it sees. So a process's first passes through the backbone with gradients are these, on a
    /// network of a few numbers, whoever trains first: with and without adapter, with and without checkpointing. Then the last bits of a
    /// gradient do not depend on what the process computed before.
    /// </summary>
    internal static class TrunkRehearsal
    {
        private static readonly Lazy<bool> Done = new Lazy<bool>(Run);

        /// <summary>A network that is computed in no time.</summary>
        internal static ActorConfig Config { get; } = new ActorConfig
        {
            VocabSize = 4,
            HiddenSize = 4,
            IntermediateSize = 4,
            Layers = 1,
            Heads = 2,
            KeyValueHeads = 1,
            MaxPositions = 4,
        };

        /// <summary>Returns at once after the first call in a process. Any thread.</summary>
        internal static void Ensure() => _ = Done.Value;

        private static bool Run()
        {
            using var network = new ActorNetwork(Config, torch.CPU);
            using var trainable = ActorWeights.Trainable(network);
            using var frozen = ActorWeights.Frozen(network);
            using var adapter = new LoraAdapter(network, new AdapterConfig { Rank = 1 }, trainable: true);
            adapter.Initialize(seed: 1);
            foreach (bool checkpoint in new[] { false, true })
            {
                for (int call = 0; call < 3; call++)
                {
                    Pass(trainable, checkpoint);
                    Pass(new Policy(frozen, adapter.Kernel), checkpoint);
                }
            }

            return true;
        }

        private static void Pass(Policy policy, bool checkpoint)
        {
            using var scope = NewDisposeScope();
            using var ids = HostCopy.ToDevice(new long[3], new long[] { 1, 3 }, torch.CPU);
            using var pass = new TrunkPass(policy, ids, checkpoint);
            pass.Hidden.grad = ones_like(pass.Hidden);
            pass.Backward();
        }
    }
}
