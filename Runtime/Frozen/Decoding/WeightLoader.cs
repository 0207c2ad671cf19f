#nullable enable
using System;
using System.IO;
using System.Runtime.CompilerServices;
using Repartee.Frozen.Gguf;
using Repartee.Frozen.Kernels;
using Repartee.Frozen.Model;

namespace Repartee.Frozen.Decoding
{
    /// <summary>Finds all tensors of a checked file: reads its vectors, and leaves its matrices where they are until
    /// <see cref="WarmUp"/>.</summary>
    internal sealed unsafe class WeightLoader
    {
        private readonly GgufFile file;
        private readonly FrozenConfig config;
        private float* free;

        private WeightLoader(GgufFile file, FrozenConfig config)
        {
            this.file = file;
            this.config = config;
        }

        /// <summary>Finds everything. The file stays in use until <see cref="WarmUp"/> is done.</summary>
        /// <exception cref="InvalidDataException">An element of a vector is not finite.</exception>
        internal static TransformerWeights Load(GgufFile file, FrozenConfig config) => new WeightLoader(file, config).Load();

        private TransformerWeights Load()
        {
            int hidden = config.HiddenSize;
            WeightMatrix embedding = Matrix(FrozenTensors.Embedding);
            WeightMatrix? head = config.TieWordEmbeddings ? null : Matrix(FrozenTensors.Output);
            var layers = new LayerWeights[config.Layers];
            long floats = hidden + (long)layers.Length * (2 * hidden + 2 * config.HeadDim + config.QuerySize + 2 * config.KeyValueSize);
            var vectors = new NativeBlock(floats * sizeof(float));
            try
            {
                free = vectors.Floats;
                for (int i = 0; i < layers.Length; i++) layers[i] = Layer(i);
                return new TransformerWeights(config, embedding, head, layers, Vector(FrozenTensors.OutputNorm, hidden), vectors);
            }
            catch
            {
                vectors.Dispose();
                throw;
            }
        }

        private LayerWeights Layer(int i)
        {
            int headDim = config.InterleavedRope ? config.HeadDim : 0;
            var layer = new LayerWeights(new[]
            {
                Matrix(FrozenTensors.Query(i), headDim), Matrix(FrozenTensors.Key(i), headDim), Matrix(FrozenTensors.Value(i)),
                Matrix(FrozenTensors.AttentionOutput(i)), Matrix(FrozenTensors.Gate(i)), Matrix(FrozenTensors.Up(i)),
                Matrix(FrozenTensors.Down(i)),
            });
            layer.AttentionNorm = Vector(FrozenTensors.AttentionNorm(i), config.HiddenSize);
            layer.FeedForwardNorm = Vector(FrozenTensors.FeedForwardNorm(i), config.HiddenSize);
            if (config.QkvBias)
            {
                layer.QueryBias = Vector(FrozenTensors.QueryBias(i), config.QuerySize, headDim);
                layer.KeyBias = Vector(FrozenTensors.KeyBias(i), config.KeyValueSize, headDim);
                layer.ValueBias = Vector(FrozenTensors.ValueBias(i), config.KeyValueSize);
            }

            if (config.QkNorm)
            {
                layer.QueryNorm = Vector(FrozenTensors.QueryNorm(i), config.HeadDim, headDim);
                layer.KeyNorm = Vector(FrozenTensors.KeyNorm(i), config.HeadDim, headDim);
            }

            return layer;
        }

        private WeightMatrix Matrix(string name, int headDim = 0) => new WeightMatrix(new TensorRows(file, file.Tensors[name], headDim));

        [MethodImpl(InnerLoop.Options)]
        private float* Vector(string name, int count, int headDim = 0)
        {
            var values = new float[count];
            file.ReadFloat32(name, 0, values);
            float* vector = free;
            for (int i = 0; i < count; i++)
            {
                float value = values[RotaryOrder.StoredRow(i, headDim)];
                if (float.IsNaN(value) || float.IsInfinity(value)) throw BrokenWeights.In(file.FilePath, name);
                vector[i] = value;
            }

            free += count;
            return vector;
        }
    }
}
