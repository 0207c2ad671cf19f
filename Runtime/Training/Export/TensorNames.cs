#nullable enable
using System;
using System.Collections.Generic;
using Repartee.Frozen.Model;

namespace Repartee.Training.Export
{
    /// <summary>Hugging Face's name of each tensor of a GGUF file.</summary>
    internal static class TensorNames
    {
        private static readonly Dictionary<string, string> OfLayer = new Dictionary<string, string>
        {
            ["attn_norm.weight"] = "input_layernorm.weight",
            ["attn_q.weight"] = "self_attn.q_proj.weight",
            ["attn_k.weight"] = "self_attn.k_proj.weight",
            ["attn_v.weight"] = "self_attn.v_proj.weight",
            ["attn_q.bias"] = "self_attn.q_proj.bias",
            ["attn_k.bias"] = "self_attn.k_proj.bias",
            ["attn_v.bias"] = "self_attn.v_proj.bias",
            ["attn_q_norm.weight"] = "self_attn.q_norm.weight",
            ["attn_k_norm.weight"] = "self_attn.k_norm.weight",
            ["attn_output.weight"] = "self_attn.o_proj.weight",
            ["ffn_norm.weight"] = "post_attention_layernorm.weight",
            ["ffn_gate.weight"] = "mlp.gate_proj.weight",
            ["ffn_up.weight"] = "mlp.up_proj.weight",
            ["ffn_down.weight"] = "mlp.down_proj.weight",
        };

        internal static string HuggingFace(string gguf)
        {
            switch (gguf)
            {
                case FrozenTensors.Embedding: return "model.embed_tokens.weight";
                case FrozenTensors.OutputNorm: return "model.norm.weight";
                case FrozenTensors.Output: return "lm_head.weight";
                default:
                    string[] parts = gguf.Split(new[] { '.' }, 3);              // blk, the layer, the part
                    return $"model.layers.{parts[1]}.{OfLayer[parts[2]]}";
            }
        }

        /// <summary>How many heads a tensor of queries or keys has, whose rows turn by rotary positions; 0 for other tensors.</summary>
        internal static int RotatedHeads(string gguf, FrozenConfig config)
        {
            if (gguf.IndexOf(".attn_q.", StringComparison.Ordinal) > 0)
                return config.Heads;
            return gguf.IndexOf(".attn_k.", StringComparison.Ordinal) > 0 ? config.KeyValueHeads : 0;
        }
    }
}
