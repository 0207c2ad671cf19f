#nullable enable
using System;
using Repartee.Frozen.Kernels;
using Repartee.Frozen.Model;

namespace Repartee.Frozen.Decoding
{
    /// <summary>All weights of a frozen actor in memory, ready to multiply. Immutable once loaded, shared by all conversations.</summary>
    internal sealed unsafe class TransformerWeights : IDisposable
    {
        private readonly NativeBlock vectors;

        internal TransformerWeights(
            FrozenConfig config, PackedMatrix embedding, PackedMatrix? head, LayerWeights[] layers, float* outputNorm, NativeBlock vectors)
        {
            Config = config;
            Embedding = embedding;
            Head = head ?? embedding;
            Layers = layers;
            OutputNorm = outputNorm;
            this.vectors = vectors;
        }

        internal FrozenConfig Config { get; }

        /// <summary>(VocabSize, HiddenSize).</summary>
        internal PackedMatrix Embedding { get; }

        /// <summary>(VocabSize, HiddenSize); the embedding itself where they are tied.</summary>
        internal PackedMatrix Head { get; }

        internal LayerWeights[] Layers { get; }

        /// <summary>(HiddenSize).</summary>
        internal float* OutputNorm { get; }

        /// <summary>Bytes of all of them.</summary>
        internal long Bytes
        {
            get
            {
                long bytes = vectors.Bytes + Embedding.Bytes + (Head == Embedding ? 0 : Head.Bytes);
                foreach (LayerWeights layer in Layers) bytes += layer.Bytes;
                return bytes;
            }
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            foreach (LayerWeights layer in Layers) layer.Dispose();
            Embedding.Dispose();
            Head.Dispose();
            vectors.Dispose();
        }
    }
}
