#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Weights;

namespace Repartee.Training.Lora
{
    /// <summary>
    /// Where each matrix of a LoRA adapter lies in its arena, under which name PEFT stores it, and the order in which the kernels take
    /// them: [scale] and eleven tensors a layer (A of q, k, v as one matrix, their B; A and B of o; A of gate and up as one, their B; A and B
    /// of down), empty where a projection has no adapter.
    /// </summary>
    internal sealed class LoraLayout
    {
        private static readonly Group[] Groups =
        {
            new Group("qkv", "self_attn", "q_proj", "k_proj", "v_proj"),
            new Group("o", "self_attn", "o_proj"),
            new Group("gate_up", "mlp", "gate_proj", "up_proj"),
            new Group("down", "mlp", "down_proj"),
        };

        private readonly List<CheckpointTensor> checkpoint = new List<CheckpointTensor>();
        private readonly List<MergedMatrix> merges = new List<MergedMatrix>();
        private readonly List<string?> kernelOrder = new List<string?>();

        internal LoraLayout(ActorLayout actor, AdapterConfig config)
        {
            Config = config;
            var slots = new List<ParameterSlot>();
            for (int layer = 0; layer < actor.Config.Layers; layer++)
            {
                foreach (var group in Groups)
                    AddSlots(slots, actor.Config, group, layer);
            }

            Parameters = new ParameterLayout(slots);
            for (int layer = 0; layer < actor.Config.Layers; layer++)
            {
                foreach (var group in Groups)
                    Map(actor, group, layer);
            }
        }

        internal AdapterConfig Config { get; }

        internal ParameterLayout Parameters { get; }

        /// <summary>PEFT's names of all matrices, with their places.</summary>
        internal IReadOnlyList<CheckpointTensor> Checkpoint => checkpoint;

        /// <summary>Which product is added to which part of the backbone.</summary>
        internal IReadOnlyList<MergedMatrix> Merges => merges;

        /// <summary>Slot names in the kernels' order after the scale; null for a projection without adapter.</summary>
        internal IReadOnlyList<string?> KernelOrder => kernelOrder;

        private static string A(int layer, string group) => $"{layer}.{group}.a";

        private static string B(int layer, string module) => $"{layer}.{module}.b";

        /// <summary>(out, in) of a projection.</summary>
        private static (int Out, int In) Size(ActorConfig config, string module)
        {
            int d = config.HiddenSize, q = config.Heads * config.HeadDim, kv = config.KeyValueHeads * config.HeadDim, f = config.IntermediateSize;
            switch (module)
            {
                case "q_proj": return (q, d);
                case "k_proj": return (kv, d);
                case "v_proj": return (kv, d);
                case "o_proj": return (d, q);
                case "gate_proj": return (f, d);
                case "up_proj": return (f, d);
                case "down_proj": return (d, f);
                default: throw new ArgumentException($"Expected one of {string.Join(", ", AdapterConfig.AllModules)}, but found {module}.");
            }
        }

        private string[] Targeted(Group group) => group.Modules.Where(m => Config.TargetModules.Contains(m)).ToArray();

        private void AddSlots(List<ParameterSlot> slots, ActorConfig config, Group group, int layer)
        {
            var targeted = Targeted(group);
            if (targeted.Length > 0)
                slots.Add(new ParameterSlot(A(layer, group.Name), new long[] { targeted.Length * Config.Rank, Size(config, group.Modules[0]).In }, true));
            foreach (string module in targeted)
                slots.Add(new ParameterSlot(B(layer, module), new long[] { Size(config, module).Out, Config.Rank }, true));
        }

        private void Map(ActorLayout actor, Group group, int layer)
        {
            var targeted = Targeted(group);
            kernelOrder.Add(targeted.Length > 0 ? A(layer, group.Name) : null);
            long row = 0;                                                       // first row of the module in the backbone's fused matrix
            for (int i = 0, nth = 0; i < group.Modules.Length; i++)
            {
                string module = group.Modules[i];
                var (outputs, inputs) = Size(actor.Config, module);
                bool adapted = targeted.Contains(module);
                kernelOrder.Add(adapted ? B(layer, module) : null);
                if (adapted)
                {
                    string name = $"base_model.model.model.layers.{layer}.{group.Block}.{module}.lora_";
                    long a = Parameters[A(layer, group.Name)].Offset + nth++ * (long)Config.Rank * inputs;
                    long b = Parameters[B(layer, module)].Offset;
                    checkpoint.Add(new CheckpointTensor(name + "A.weight", new long[] { Config.Rank, inputs }, a));
                    checkpoint.Add(new CheckpointTensor(name + "B.weight", new long[] { outputs, Config.Rank }, b));
                    long place = actor.Parameters[$"{layer}.{group.Name}"].Offset + row * inputs;
                    merges.Add(new MergedMatrix(place, a, b, outputs, inputs));
                }

                row += outputs;
            }
        }

        /// <summary>Projections that read the same input and are one matrix in the backbone.</summary>
        private sealed class Group
        {
            internal Group(string name, string block, params string[] modules)
            {
                Name = name;
                Block = block;
                Modules = modules;
            }

            internal string Name { get; }

            internal string Block { get; }

            internal string[] Modules { get; }
        }
    }

    /// <summary>W (out,in) at <see cref="Weight"/> in the backbone's arena, A and B in the adapter's.</summary>
    internal readonly struct MergedMatrix
    {
        internal MergedMatrix(long weight, long a, long b, int outputs, int inputs)
        {
            Weight = weight;
            A = a;
            B = b;
            Outputs = outputs;
            Inputs = inputs;
        }

        internal long Weight { get; }

        internal long A { get; }

        internal long B { get; }

        internal int Outputs { get; }

        internal int Inputs { get; }
    }
}
