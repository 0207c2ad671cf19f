#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Repartee.Frozen.Kernels;
using Repartee.Frozen.Model;

namespace Repartee.Frozen.Decoding
{
    /// <summary>All weights of a frozen actor. Their values never change; all conversations share them.</summary>
    internal sealed unsafe class TransformerWeights : IDisposable
    {
        private readonly NativeBlock vectors;

        internal TransformerWeights(
            FrozenConfig config, WeightMatrix embedding, WeightMatrix? head, LayerWeights[] layers, float* outputNorm, NativeBlock vectors)
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
        internal WeightMatrix Embedding { get; }

        /// <summary>(VocabSize, HiddenSize); the embedding itself where they are tied.</summary>
        internal WeightMatrix Head { get; }

        internal LayerWeights[] Layers { get; }

        /// <summary>(HiddenSize).</summary>
        internal float* OutputNorm { get; }

        /// <summary>Every matrix once, in the order in which a pass uses them.</summary>
        internal List<WeightMatrix> Matrices
        {
            get
            {
                var all = new List<WeightMatrix>();
                foreach (LayerWeights layer in Layers) all.AddRange(layer.Matrices);
                if (Head != Embedding) all.Add(Embedding);
                all.Add(Head);
                return all;
            }
        }

        /// <summary>Bytes of all of them, once they are in memory.</summary>
        internal long Bytes => vectors.Bytes + Matrices.Sum(matrix => matrix.Bytes);

        /// <inheritdoc/>
        public void Dispose()
        {
            foreach (WeightMatrix matrix in Matrices) matrix.Dispose();
            vectors.Dispose();
        }
    }
}
