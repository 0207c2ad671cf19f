#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Repartee.Frozen.Gguf;
using Repartee.Frozen.Model;

namespace Repartee.Frozen.Tests.Decoding
{
    /// <summary>Shapes and types that cover what the decoder tells apart, by a name for the test's report.</summary>
    internal static class ModelShapes
    {
        private static readonly Dictionary<string, (FrozenConfig Config, Func<string, GgufType> Type)> Table =
            new Dictionary<string, (FrozenConfig, Func<string, GgufType>)>
            {
                ["llama, a head each, d 4, factors"] = (Config("llama", 3, 3, 4, 20, 28, 37, factors: true), _ => GgufType.F32),
                ["llama, 3 share, d 6, tied"] = (Config("llama", 6, 2, 6, 24, 36, 50, tied: true), _ => GgufType.F32),
                ["llama, 4 share, d 16, biases"] = (Config("llama", 4, 1, 16, 40, 52, 33, bias: true), _ => GgufType.F32),
                ["qwen2, 2 share, d 32, tied, biases"] = (Config("qwen2", 4, 2, 32, 36, 44, 64, tied: true, bias: true), _ => GgufType.F32),
                ["qwen3, 3 share, d 16"] = (Config("qwen3", 6, 2, 16, 40, 56, 41), _ => GgufType.F32),
                ["llama, F16"] = (Config("llama", 4, 4, 6, 20, 28, 37, factors: true), _ => GgufType.F16),
                ["qwen3, Q8_0"] = (Config("qwen3", 6, 2, 16, 64, 96, 50), _ => GgufType.Q8_0),
                ["llama, Q8_0, tied, biases"] = (Config("llama", 2, 2, 16, 32, 64, 37, tied: true, bias: true), _ => GgufType.Q8_0),
                ["qwen2, mixed"] = (Config("qwen2", 4, 1, 32, 64, 96, 70, bias: true), Mixed),
                ["llama, wider than a panel, mixed"] = (Config("llama", 2, 1, 32, 288, 320, 70), Mixed),
            };

        internal static IEnumerable<string> All => Table.Keys;

        internal static FrozenConfig Write(string path, string name)
        {
            (FrozenConfig config, Func<string, GgufType> type) = Table[name];
            TinyModel.Write(path, config, type, seed: name.Length);
            return config;
        }

        /// <summary>By how much logits may differ from those of exact arithmetic. Q8 weights are multiplied with inputs rounded to 16
        /// bits, which is 2^-16 of the largest of 32 inputs at most.</summary>
        internal static double Tolerance(string name) => name.Contains("Q8_0") || name.Contains("mixed") ? 5e-4 : 1e-4;

        private static GgufType Mixed(string tensor) => tensor switch
        {
            _ when tensor.Contains("attn_q") || tensor.Contains("attn_output") || tensor.Contains("ffn_gate") => GgufType.Q8_0,
            _ when tensor.Contains("attn_k") || tensor.Contains("ffn_up") || tensor.Contains("embd") => GgufType.F16,
            _ when tensor.Contains("ffn_down") || tensor == FrozenTensors.Output => GgufType.Q8_0,
            _ => GgufType.F32,
        };

        private static FrozenConfig Config(
            string architecture, int heads, int keyValueHeads, int headDim, int hidden, int feed, int vocab, bool tied = false,
            bool bias = false, bool factors = false) => new FrozenConfig
            {
                Architecture = architecture,
                VocabSize = vocab,
                HiddenSize = hidden,
                IntermediateSize = feed,
                Layers = 2,
                Heads = heads,
                KeyValueHeads = keyValueHeads,
                HeadDim = headDim,
                ContextLength = 128,
                RmsNormEps = 1e-5f,
                RopeTheta = 500,
                RopeFrequencyFactors = factors ? Enumerable.Range(0, headDim / 2).Select(i => 1 + 0.75f * i).ToArray() : Array.Empty<float>(),
                TieWordEmbeddings = tied,
                QkvBias = bias,
                QkNorm = architecture == "qwen3",
            };
    }
}
