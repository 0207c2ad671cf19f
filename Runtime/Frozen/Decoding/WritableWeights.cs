#nullable enable
using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using Repartee.Frozen.Kernels;
using Repartee.Frozen.Model;

namespace Repartee.Frozen.Decoding
{
    /// <summary>
    /// Weights of an actor that goes on learning: float32, in memory from the start, and written again and again in place. Not while a pass
    /// runs; what caches hold belongs to the old ones.
    /// </summary>
    internal sealed unsafe class WritableWeights : IDisposable
    {
        private readonly Dictionary<string, PackedMatrix> matrices = new Dictionary<string, PackedMatrix>();
        private readonly Dictionary<string, IntPtr> vectors = new Dictionary<string, IntPtr>();
        private readonly Dictionary<string, long[]> shapes = new Dictionary<string, long[]>();

        /// <param name="config">The actor's shape.</param>
        /// <exception cref="OutOfMemoryException">They do not fit into memory.</exception>
        internal WritableWeights(FrozenConfig config)
        {
            long floats = 0;
            foreach ((string name, long[] shape) in FrozenTensors.Of(config))
            {
                if (name == FrozenTensors.RopeFactors) continue;                // a pass has them from the config
                shapes.Add(name, shape);
                if (shape.Length == 1) floats += shape[0];
            }

            var memory = new NativeBlock(floats * sizeof(float));
            float* free = memory.Floats;
            foreach (KeyValuePair<string, long[]> tensor in shapes)
            {
                if (tensor.Value.Length == 2)
                {
                    matrices.Add(tensor.Key, new PackedMatrix((int)tensor.Value[0], (int)tensor.Value[1], WeightType.F32));
                    continue;
                }

                vectors.Add(tensor.Key, (IntPtr)free);
                free += tensor.Value[0];
            }

            var layers = new LayerWeights[config.Layers];
            for (int i = 0; i < layers.Length; i++) layers[i] = Layer(i, config);
            WeightMatrix? head = config.TieWordEmbeddings ? null : Matrix(FrozenTensors.Output);
            Weights = new TransformerWeights(
                config, Matrix(FrozenTensors.Embedding), head, layers, Vector(FrozenTensors.OutputNorm), memory);
        }

        /// <summary>What passes compute with; owned.</summary>
        internal TransformerWeights Weights { get; }

        /// <summary>Names of all tensors (<see cref="FrozenTensors"/>).</summary>
        internal IReadOnlyCollection<string> Names => shapes.Keys;

        /// <summary>Writes a whole tensor.</summary>
        /// <param name="name">Which.</param>
        /// <param name="values">Its elements, row by row, rows of queries and keys in the order of rotary halves.</param>
        internal void Write(string name, ReadOnlySpan<float> values)
        {
            long[] shape = shapes[name];
            long expected = shape.Length == 1 ? shape[0] : shape[0] * shape[1];
            if (values.Length != expected)
                throw new ArgumentException(
                    $"Expected {expected} elements of {name}, but found {values.Length}. Write the whole tensor.", nameof(values));
            fixed (float* from = &MemoryMarshal.GetReference(values))      // for Debian's Mono
            {
                if (shape.Length == 1)
                    Buffer.MemoryCopy(from, (void*)vectors[name], expected * sizeof(float), expected * sizeof(float));
                else
                    Pack(from, matrices[name]);
            }
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            Weights.Dispose();
            foreach (PackedMatrix matrix in matrices.Values) matrix.Dispose();
        }

        private static void Pack(float* from, PackedMatrix to)
        {
            byte** rows = stackalloc byte*[PackedMatrix.Lanes];
            for (int group = 0; group < to.Groups; group++)
            {
                for (int lane = 0; lane < PackedMatrix.Lanes; lane++)
                {
                    int row = group * PackedMatrix.Lanes + lane;
                    rows[lane] = row < to.Rows ? (byte*)(from + (long)row * to.Columns) : null;
                }

                RowPacker.Pack(rows, WeightType.F32, to.Columns, to.Group(group));
            }
        }

        private LayerWeights Layer(int i, FrozenConfig config)
        {
            var layer = new LayerWeights(new[]
            {
                Matrix(FrozenTensors.Query(i)), Matrix(FrozenTensors.Key(i)), Matrix(FrozenTensors.Value(i)),
                Matrix(FrozenTensors.AttentionOutput(i)), Matrix(FrozenTensors.Gate(i)), Matrix(FrozenTensors.Up(i)),
                Matrix(FrozenTensors.Down(i)),
            });
            layer.AttentionNorm = Vector(FrozenTensors.AttentionNorm(i));
            layer.FeedForwardNorm = Vector(FrozenTensors.FeedForwardNorm(i));
            if (config.QkvBias)
            {
                layer.QueryBias = Vector(FrozenTensors.QueryBias(i));
                layer.KeyBias = Vector(FrozenTensors.KeyBias(i));
                layer.ValueBias = Vector(FrozenTensors.ValueBias(i));
            }

            if (config.QkNorm)
            {
                layer.QueryNorm = Vector(FrozenTensors.QueryNorm(i));
                layer.KeyNorm = Vector(FrozenTensors.KeyNorm(i));
            }

            return layer;
        }

        private WeightMatrix Matrix(string name) => new WeightMatrix(matrices[name]);

        private float* Vector(string name) => (float*)vectors[name];
    }
}
