#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Repartee.Frozen.Gguf;

namespace Repartee.Frozen.Model
{
    /// <summary>
    /// The shape of a frozen actor: a decoder-only transformer of the Llama family, as the metadata and the tensors of a GGUF file
    /// describe it. Immutable.
    /// </summary>
    public sealed class FrozenConfig
    {
        /// <summary>The architecture in llama.cpp's words (<c>general.architecture</c>): llama (Mistral's models too), qwen2 or
        /// qwen3.</summary>
        public string Architecture { get; init; } = "llama";

        /// <summary>Number of token ids: rows of the embedding.</summary>
        public int VocabSize { get; init; }

        /// <summary>Width of the residual stream (<c>embedding_length</c>).</summary>
        public int HiddenSize { get; init; }

        /// <summary>Width of the feed-forward layer (<c>feed_forward_length</c>).</summary>
        public int IntermediateSize { get; init; }

        /// <summary>Number of transformer layers (<c>block_count</c>).</summary>
        public int Layers { get; init; }

        /// <summary>Number of query heads (<c>attention.head_count</c>).</summary>
        public int Heads { get; init; }

        /// <summary>Number of key and value heads (<c>attention.head_count_kv</c>), a divisor of <see cref="Heads"/>; in a file by
        /// default equal to it.</summary>
        public int KeyValueHeads { get; init; }

        /// <summary>Width of one head, even (<c>attention.key_length</c>); in a file by default <see cref="HiddenSize"/> /
        /// <see cref="Heads"/>.</summary>
        public int HeadDim { get; init; }

        /// <summary>Longest context in tokens, prompt and reply together (<c>context_length</c>), at most 16777216.</summary>
        public int ContextLength { get; init; }

        /// <summary>What RMSNorm adds to the mean square (<c>attention.layer_norm_rms_epsilon</c>), between 0 and 1.</summary>
        public float RmsNormEps { get; init; }

        /// <summary>Base of the rotary position angles (<c>rope.freq_base</c>), above 1; in a file by default 10000.</summary>
        public float RopeTheta { get; init; } = 10000;

        /// <summary>
        /// float[HeadDim / 2], above 0: what the angle of each pair of a head's values is divided by (tensor
        /// <c>rope_freqs.weight</c>, which holds the context stretch of Llama 3.1 and later). Empty where nothing is divided.
        /// </summary>
        public IReadOnlyList<float> RopeFrequencyFactors { get; init; } = Array.Empty<float>();

        /// <summary>Whether the output head is the embedding itself: there is no tensor <c>output.weight</c>.</summary>
        public bool TieWordEmbeddings { get; init; }

        /// <summary>Whether the query, key and value projections have biases, as in qwen2.</summary>
        public bool QkvBias { get; init; }

        /// <summary>Whether queries and keys are normalized per head, as in qwen3.</summary>
        public bool QkNorm { get; init; }

        /// <summary>
        /// Whether rotary positions turn neighbouring values of a head (0 with 1, 2 with 3, ...), as in llama, whose query and key rows
        /// are stored in that order; otherwise value i with i + <see cref="HeadDim"/> / 2, as in qwen2 and qwen3.
        /// </summary>
        public bool InterleavedRope => Architecture == FrozenArchitecture.Llama;

        /// <summary>Width of all query heads together: <see cref="Heads"/> * <see cref="HeadDim"/>.</summary>
        public int QuerySize => Heads * HeadDim;

        /// <summary>Width of all key heads together, and of all value heads.</summary>
        public int KeyValueSize => KeyValueHeads * HeadDim;

        /// <summary>Reads metadata and list of tensors, and checks that they fit together: afterwards, every tensor of
        /// <see cref="FrozenTensors.Of"/> is there, with its shape and a type that can be read.</summary>
        /// <param name="file">The open file.</param>
        /// <returns>A config that can be played.</returns>
        /// <exception cref="InvalidDataException">A value or tensor is missing, impossible or not supported; the message names
        /// it.</exception>
        public static FrozenConfig Read(GgufFile file) => FrozenConfigReader.Read(file);

        /// <summary>What <see cref="Read"/> reads, but for the tensors and the architecture's name.</summary>
        internal IEnumerable<KeyValuePair<string, object>> Metadata() => new (string Name, object Value)[]
        {
            (FrozenKeys.VocabSize, (uint)VocabSize),
            (FrozenKeys.ContextLength, (uint)ContextLength),
            (FrozenKeys.EmbeddingLength, (uint)HiddenSize),
            (FrozenKeys.BlockCount, (uint)Layers),
            (FrozenKeys.FeedForwardLength, (uint)IntermediateSize),
            (FrozenKeys.HeadCount, (uint)Heads),
            (FrozenKeys.HeadCountKv, (uint)KeyValueHeads),
            (FrozenKeys.KeyLength, (uint)HeadDim),
            (FrozenKeys.ValueLength, (uint)HeadDim),
            (FrozenKeys.RmsEpsilon, RmsNormEps),
            (FrozenKeys.RopeDimensions, (uint)HeadDim),
            (FrozenKeys.RopeBase, RopeTheta),
        }.Select(pair => KeyValuePair.Create($"{Architecture}.{pair.Name}", pair.Value));
    }
}
