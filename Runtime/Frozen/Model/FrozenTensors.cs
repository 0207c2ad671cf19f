#nullable enable
using System;
using System.Collections.Generic;

namespace Repartee.Frozen.Model
{
    /// <summary>The tensors of a GGUF file of these architectures: names by what they do, and their shapes.</summary>
    public static class FrozenTensors
    {
        /// <summary>float[VocabSize, HiddenSize]: one row a token.</summary>
        public const string Embedding = "token_embd.weight";

        /// <summary>float[HiddenSize]: the norm before the head.</summary>
        public const string OutputNorm = "output_norm.weight";

        /// <summary>float[VocabSize, HiddenSize]: the head; absent where it is the embedding.</summary>
        public const string Output = "output.weight";

        /// <summary>float[HeadDim / 2]: <see cref="FrozenConfig.RopeFrequencyFactors"/>; absent where there are none.</summary>
        public const string RopeFactors = "rope_freqs.weight";

        /// <summary>float[HiddenSize]: the norm before attention.</summary>
        /// <param name="layer">The layer, from 0; so below.</param>
        public static string AttentionNorm(int layer) => Name(layer, "attn_norm.weight");

        /// <summary>float[QuerySize, HiddenSize].</summary>
        /// <param name="layer">The layer.</param>
        public static string Query(int layer) => Name(layer, "attn_q.weight");

        /// <summary>float[KeyValueSize, HiddenSize].</summary>
        /// <param name="layer">The layer.</param>
        public static string Key(int layer) => Name(layer, "attn_k.weight");

        /// <summary>float[KeyValueSize, HiddenSize].</summary>
        /// <param name="layer">The layer.</param>
        public static string Value(int layer) => Name(layer, "attn_v.weight");

        /// <summary>float[QuerySize]; with <see cref="FrozenConfig.QkvBias"/>, so below.</summary>
        /// <param name="layer">The layer.</param>
        public static string QueryBias(int layer) => Name(layer, "attn_q.bias");

        /// <summary>float[KeyValueSize].</summary>
        /// <param name="layer">The layer.</param>
        public static string KeyBias(int layer) => Name(layer, "attn_k.bias");

        /// <summary>float[KeyValueSize].</summary>
        /// <param name="layer">The layer.</param>
        public static string ValueBias(int layer) => Name(layer, "attn_v.bias");

        /// <summary>float[HeadDim]; with <see cref="FrozenConfig.QkNorm"/>, so below.</summary>
        /// <param name="layer">The layer.</param>
        public static string QueryNorm(int layer) => Name(layer, "attn_q_norm.weight");

        /// <summary>float[HeadDim].</summary>
        /// <param name="layer">The layer.</param>
        public static string KeyNorm(int layer) => Name(layer, "attn_k_norm.weight");

        /// <summary>float[HiddenSize, QuerySize].</summary>
        /// <param name="layer">The layer.</param>
        public static string AttentionOutput(int layer) => Name(layer, "attn_output.weight");

        /// <summary>float[HiddenSize]: the norm before the feed-forward layer.</summary>
        /// <param name="layer">The layer.</param>
        public static string FeedForwardNorm(int layer) => Name(layer, "ffn_norm.weight");

        /// <summary>float[IntermediateSize, HiddenSize]: what goes through the activation.</summary>
        /// <param name="layer">The layer.</param>
        public static string Gate(int layer) => Name(layer, "ffn_gate.weight");

        /// <summary>float[IntermediateSize, HiddenSize]: what is multiplied by it.</summary>
        /// <param name="layer">The layer.</param>
        public static string Up(int layer) => Name(layer, "ffn_up.weight");

        /// <summary>float[HiddenSize, IntermediateSize].</summary>
        /// <param name="layer">The layer.</param>
        public static string Down(int layer) => Name(layer, "ffn_down.weight");

        /// <summary>All tensors of a shape, in the order in which exports have them.</summary>
        /// <param name="config">The shape.</param>
        /// <returns>Names and sizes, outermost first.</returns>
        public static IEnumerable<(string Name, long[] Shape)> Of(FrozenConfig config)
        {
            if (config is null) throw new ArgumentNullException(nameof(config));
            long hidden = config.HiddenSize;
            if (config.RopeFrequencyFactors.Count > 0) yield return (RopeFactors, new long[] { config.HeadDim / 2 });
            yield return (Embedding, new[] { config.VocabSize, hidden });
            for (int layer = 0; layer < config.Layers; layer++)
                foreach ((string, long[]) tensor in OfLayer(config, layer)) yield return tensor;
            yield return (OutputNorm, new[] { hidden });
            if (!config.TieWordEmbeddings) yield return (Output, new[] { config.VocabSize, hidden });
        }

        private static IEnumerable<(string Name, long[] Shape)> OfLayer(FrozenConfig config, int layer)
        {
            long hidden = config.HiddenSize, feed = config.IntermediateSize;
            long query = config.QuerySize, keyValue = config.KeyValueSize;
            yield return (AttentionNorm(layer), new[] { hidden });
            yield return (Query(layer), new[] { query, hidden });
            yield return (Key(layer), new[] { keyValue, hidden });
            yield return (Value(layer), new[] { keyValue, hidden });
            if (config.QkvBias)
            {
                yield return (QueryBias(layer), new[] { query });
                yield return (KeyBias(layer), new[] { keyValue });
                yield return (ValueBias(layer), new[] { keyValue });
            }

            if (config.QkNorm)
            {
                yield return (QueryNorm(layer), new long[] { config.HeadDim });
                yield return (KeyNorm(layer), new long[] { config.HeadDim });
            }

            yield return (AttentionOutput(layer), new[] { hidden, query });
            yield return (FeedForwardNorm(layer), new[] { hidden });
            yield return (Gate(layer), new[] { feed, hidden });
            yield return (Up(layer), new[] { feed, hidden });
            yield return (Down(layer), new[] { hidden, feed });
        }

        private static string Name(int layer, string part) => $"blk.{layer}.{part}";
    }
}
