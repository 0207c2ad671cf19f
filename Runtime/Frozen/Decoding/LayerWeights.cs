#nullable enable
using System.Collections.Generic;

namespace Repartee.Frozen.Decoding
{
    /// <summary>One transformer layer. Vectors lie in memory of <see cref="TransformerWeights"/>; null where the architecture has
    /// none.</summary>
    internal sealed unsafe class LayerWeights
    {
        internal LayerWeights(WeightMatrix[] matrices)
        {
            (Query, Key, Value, AttentionOutput) = (matrices[0], matrices[1], matrices[2], matrices[3]);
            (Gate, Up, Down) = (matrices[4], matrices[5], matrices[6]);
            Matrices = matrices;
        }

        /// <summary>All of them.</summary>
        internal IReadOnlyList<WeightMatrix> Matrices { get; }

        /// <summary>(Heads * HeadDim, HiddenSize), rows in the order of rotary halves.</summary>
        internal WeightMatrix Query { get; }

        /// <summary>(KeyValueHeads * HeadDim, HiddenSize), rows in the order of rotary halves.</summary>
        internal WeightMatrix Key { get; }

        /// <summary>(KeyValueHeads * HeadDim, HiddenSize).</summary>
        internal WeightMatrix Value { get; }

        /// <summary>(HiddenSize, Heads * HeadDim).</summary>
        internal WeightMatrix AttentionOutput { get; }

        /// <summary>(IntermediateSize, HiddenSize).</summary>
        internal WeightMatrix Gate { get; }

        /// <summary>(IntermediateSize, HiddenSize).</summary>
        internal WeightMatrix Up { get; }

        /// <summary>(HiddenSize, IntermediateSize).</summary>
        internal WeightMatrix Down { get; }

        /// <summary>(HiddenSize).</summary>
        internal float* AttentionNorm { get; set; }

        /// <summary>(HiddenSize).</summary>
        internal float* FeedForwardNorm { get; set; }

        /// <summary>(Heads * HeadDim) or null.</summary>
        internal float* QueryBias { get; set; }

        /// <summary>(KeyValueHeads * HeadDim) or null.</summary>
        internal float* KeyBias { get; set; }

        /// <summary>(KeyValueHeads * HeadDim) or null.</summary>
        internal float* ValueBias { get; set; }

        /// <summary>(HeadDim) or null.</summary>
        internal float* QueryNorm { get; set; }

        /// <summary>(HeadDim) or null.</summary>
        internal float* KeyNorm { get; set; }
    }
}
