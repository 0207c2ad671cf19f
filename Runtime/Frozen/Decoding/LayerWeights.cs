#nullable enable
using System;
using Repartee.Frozen.Kernels;

namespace Repartee.Frozen.Decoding
{
    /// <summary>One transformer layer. Vectors lie in memory of <see cref="TransformerWeights"/>; null where the architecture has
    /// none.</summary>
    internal sealed unsafe class LayerWeights : IDisposable
    {
        internal LayerWeights(PackedMatrix[] matrices)
        {
            (Query, Key, Value, AttentionOutput) = (matrices[0], matrices[1], matrices[2], matrices[3]);
            (Gate, Up, Down) = (matrices[4], matrices[5], matrices[6]);
        }

        /// <summary>(Heads * HeadDim, HiddenSize), rows in the order of rotary halves.</summary>
        internal PackedMatrix Query { get; }

        /// <summary>(KeyValueHeads * HeadDim, HiddenSize), rows in the order of rotary halves.</summary>
        internal PackedMatrix Key { get; }

        /// <summary>(KeyValueHeads * HeadDim, HiddenSize).</summary>
        internal PackedMatrix Value { get; }

        /// <summary>(HiddenSize, Heads * HeadDim).</summary>
        internal PackedMatrix AttentionOutput { get; }

        /// <summary>(IntermediateSize, HiddenSize).</summary>
        internal PackedMatrix Gate { get; }

        /// <summary>(IntermediateSize, HiddenSize).</summary>
        internal PackedMatrix Up { get; }

        /// <summary>(HiddenSize, IntermediateSize).</summary>
        internal PackedMatrix Down { get; }

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

        internal long Bytes => Query.Bytes + Key.Bytes + Value.Bytes + AttentionOutput.Bytes + Gate.Bytes + Up.Bytes + Down.Bytes;

        /// <inheritdoc/>
        public void Dispose()
        {
            foreach (PackedMatrix matrix in new[] { Query, Key, Value, AttentionOutput, Gate, Up, Down }) matrix.Dispose();
        }
    }
}
