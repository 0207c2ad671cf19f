#nullable enable
using System.Collections.Generic;
using System.Linq;
using Repartee.Training.Weights;

namespace Repartee.Training.Actor
{
    /// <summary>A tensor of a checkpoint file and the part of the arena that holds it.</summary>
    internal readonly struct CheckpointTensor
    {
        internal CheckpointTensor(string name, long[] shape, long offset)
        {
            Name = name;
            Shape = shape;
            Offset = offset;
        }

        internal string Name { get; }

        internal long[] Shape { get; }

        internal long Offset { get; }

        internal long Count => Shape.Aggregate(1L, (a, b) => a * b);
    }

    /// <summary>
    /// Where each weight of a Llama-family actor lies in its arena. Query, key and value of a layer are neighbours and so form one
    /// matrix; gate and up too. The kernels take the weights as [embedding, final norm, head] and nine tensors a layer.
    /// </summary>
    internal sealed class ActorLayout
    {
        /// <summary>Tensors a layer in the kernels' list.</summary>
        internal const int PerLayer = 9;

        private readonly List<CheckpointTensor> checkpoint = new List<CheckpointTensor>();

        internal ActorLayout(ActorConfig config)
        {
            Config = config;
            int d = config.HiddenSize, q = config.Heads * config.HeadDim, kv = config.KeyValueHeads * config.HeadDim, f = config.IntermediateSize;
            var slots = new List<ParameterSlot> { Slot("embedding", true, config.VocabSize, d), Slot("norm", false, d) };
            if (!config.TieWordEmbeddings)
                slots.Add(Slot("head", true, config.VocabSize, d));
            for (int i = 0; i < config.Layers; i++)
            {
                slots.Add(Slot($"{i}.input_norm", false, d));
                slots.Add(Slot($"{i}.qkv", true, q + 2 * kv, d));
                if (config.QkvBias)
                    slots.Add(Slot($"{i}.qkv_bias", false, q + 2 * kv));
                if (config.QkNorm)
                {
                    slots.Add(Slot($"{i}.q_norm", false, config.HeadDim));
                    slots.Add(Slot($"{i}.k_norm", false, config.HeadDim));
                }

                slots.Add(Slot($"{i}.o", true, d, q));
                slots.Add(Slot($"{i}.post_norm", false, d));
                slots.Add(Slot($"{i}.gate_up", true, 2 * f, d));
                slots.Add(Slot($"{i}.down", true, d, f));
            }

            Parameters = new ParameterLayout(slots);
            MapCheckpoint(q, kv, f, d);
        }

        internal ActorConfig Config { get; }

        internal ParameterLayout Parameters { get; }

        /// <summary>The Hugging Face names of all weights, with their places.</summary>
        internal IReadOnlyList<CheckpointTensor> Checkpoint => checkpoint;

        /// <summary>Slot names in the kernels' order; null where this architecture has none.</summary>
        internal IEnumerable<string?> KernelOrder()
        {
            yield return "embedding";
            yield return "norm";
            yield return Config.TieWordEmbeddings ? null : "head";
            for (int i = 0; i < Config.Layers; i++)
            {
                yield return $"{i}.input_norm";
                yield return $"{i}.qkv";
                yield return Config.QkvBias ? $"{i}.qkv_bias" : null;
                yield return Config.QkNorm ? $"{i}.q_norm" : null;
                yield return Config.QkNorm ? $"{i}.k_norm" : null;
                yield return $"{i}.o";
                yield return $"{i}.post_norm";
                yield return $"{i}.gate_up";
                yield return $"{i}.down";
            }
        }

        private static ParameterSlot Slot(string name, bool decayed, params long[] shape) => new ParameterSlot(name, shape, decayed);

        private void MapCheckpoint(long q, long kv, long f, long d)
        {
            Map("model.embed_tokens.weight", "embedding", 0, Config.VocabSize, d);
            for (int i = 0; i < Config.Layers; i++)
            {
                string layer = $"model.layers.{i}.";
                Map(layer + "input_layernorm.weight", $"{i}.input_norm", 0, d);
                Map(layer + "self_attn.q_proj.weight", $"{i}.qkv", 0, q, d);
                Map(layer + "self_attn.k_proj.weight", $"{i}.qkv", q * d, kv, d);
                Map(layer + "self_attn.v_proj.weight", $"{i}.qkv", (q + kv) * d, kv, d);
                if (Config.QkvBias)
                {
                    Map(layer + "self_attn.q_proj.bias", $"{i}.qkv_bias", 0, q);
                    Map(layer + "self_attn.k_proj.bias", $"{i}.qkv_bias", q, kv);
                    Map(layer + "self_attn.v_proj.bias", $"{i}.qkv_bias", q + kv, kv);
                }

                if (Config.QkNorm)
                {
                    Map(layer + "self_attn.q_norm.weight", $"{i}.q_norm", 0, Config.HeadDim);
                    Map(layer + "self_attn.k_norm.weight", $"{i}.k_norm", 0, Config.HeadDim);
                }

                Map(layer + "self_attn.o_proj.weight", $"{i}.o", 0, d, q);
                Map(layer + "post_attention_layernorm.weight", $"{i}.post_norm", 0, d);
                Map(layer + "mlp.gate_proj.weight", $"{i}.gate_up", 0, f, d);
                Map(layer + "mlp.up_proj.weight", $"{i}.gate_up", f * d, f, d);
                Map(layer + "mlp.down_proj.weight", $"{i}.down", 0, d, f);
            }

            Map("model.norm.weight", "norm", 0, d);
            if (!Config.TieWordEmbeddings)
                Map("lm_head.weight", "head", 0, Config.VocabSize, d);
        }

        private void Map(string name, string slot, long within, params long[] shape) =>
            checkpoint.Add(new CheckpointTensor(name, shape, Parameters[slot].Offset + within));
    }
}
