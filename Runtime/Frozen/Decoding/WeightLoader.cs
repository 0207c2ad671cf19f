#nullable enable
using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using Repartee.Frozen.Gguf;
using Repartee.Frozen.Kernels;
using Repartee.Frozen.Model;

namespace Repartee.Frozen.Decoding
{
    /// <summary>Reads the tensors of a checked file into packed matrices, the groups of each shared by the team's threads.</summary>
    internal sealed unsafe class WeightLoader : TeamWork
    {
        private readonly GgufFile file;
        private readonly FrozenConfig config;
        private readonly List<PackingJob> jobs = new List<PackingJob>();
        private int next;

        private WeightLoader(GgufFile file, FrozenConfig config)
        {
            this.file = file;
            this.config = config;
        }

        /// <summary>Loads everything; the file may be disposed afterwards.</summary>
        /// <exception cref="InvalidDataException">An element is not finite, which no computation survives.</exception>
        internal static TransformerWeights Load(GgufFile file, FrozenConfig config, WorkerTeam team)
        {
            var loader = new WeightLoader(file, config);
            TransformerWeights weights = loader.Plan();
            try
            {
                team.Run(loader);
                return weights;
            }
            catch
            {
                weights.Dispose();
                throw;
            }
        }

        /// <inheritdoc/>
        internal override void Run(int member, WorkerTeam team)
        {
            for (int index = Interlocked.Increment(ref next) - 1; index < jobs.Count; index = Interlocked.Increment(ref next) - 1)
                jobs[index].Run(file);
        }

        private TransformerWeights Plan()
        {
            int hidden = config.HiddenSize;
            PackedMatrix embedding = Matrix(FrozenTensors.Embedding, config.VocabSize, hidden);
            PackedMatrix? head = config.TieWordEmbeddings ? null : Matrix(FrozenTensors.Output, config.VocabSize, hidden);
            var layers = new LayerWeights[config.Layers];
            for (int i = 0; i < layers.Length; i++) layers[i] = Layer(i);

            long floats = hidden + (long)layers.Length * (2 * hidden + 2 * config.HeadDim + config.QuerySize + 2 * config.KeyValueSize);
            var vectors = new NativeBlock(floats * sizeof(float));
            float* free = vectors.Floats;
            for (int i = 0; i < layers.Length; i++) free = ReadVectors(layers[i], i, free);
            float* norm = free;
            ReadVector(FrozenTensors.OutputNorm, hidden, ref free);
            return new TransformerWeights(config, embedding, head, layers, norm, vectors);
        }

        private LayerWeights Layer(int i)
        {
            int hidden = config.HiddenSize, feed = config.IntermediateSize, turn = config.InterleavedRope ? config.HeadDim : 0;
            return new LayerWeights(new[]
            {
                Matrix(FrozenTensors.Query(i), config.QuerySize, hidden, turn),
                Matrix(FrozenTensors.Key(i), config.KeyValueSize, hidden, turn),
                Matrix(FrozenTensors.Value(i), config.KeyValueSize, hidden),
                Matrix(FrozenTensors.AttentionOutput(i), hidden, config.QuerySize),
                Matrix(FrozenTensors.Gate(i), feed, hidden),
                Matrix(FrozenTensors.Up(i), feed, hidden),
                Matrix(FrozenTensors.Down(i), hidden, feed),
            });
        }

        private float* ReadVectors(LayerWeights layer, int i, float* free)
        {
            layer.AttentionNorm = free;
            ReadVector(FrozenTensors.AttentionNorm(i), config.HiddenSize, ref free);
            layer.FeedForwardNorm = free;
            ReadVector(FrozenTensors.FeedForwardNorm(i), config.HiddenSize, ref free);
            if (config.QkvBias)
            {
                layer.QueryBias = free;
                ReadVector(FrozenTensors.QueryBias(i), config.QuerySize, ref free, turned: true);
                layer.KeyBias = free;
                ReadVector(FrozenTensors.KeyBias(i), config.KeyValueSize, ref free, turned: true);
                layer.ValueBias = free;
                ReadVector(FrozenTensors.ValueBias(i), config.KeyValueSize, ref free);
            }

            if (config.QkNorm)
            {
                layer.QueryNorm = free;
                ReadVector(FrozenTensors.QueryNorm(i), config.HeadDim, ref free, turned: true);
                layer.KeyNorm = free;
                ReadVector(FrozenTensors.KeyNorm(i), config.HeadDim, ref free, turned: true);
            }

            return free;
        }

        private void ReadVector(string name, int count, ref float* free, bool turned = false)
        {
            var values = new float[count];
            file.ReadFloat32(name, 0, values);
            int headDim = turned && config.InterleavedRope ? config.HeadDim : 0;
            for (int i = 0; i < count; i++)
            {
                float value = values[RotaryOrder.StoredRow(i, headDim)];
                if (float.IsNaN(value) || float.IsInfinity(value)) throw NotFinite(file.FilePath, name);
                free[i] = value;
            }

            free += count;
        }

        private PackedMatrix Matrix(string name, int rows, int columns, int turn = 0)
        {
            GgufType stored = file.Tensors[name].Type;
            WeightType type = stored == GgufType.Q8_0 ? WeightType.Q8 : stored == GgufType.F16 ? WeightType.F16 : WeightType.F32;
            var matrix = new PackedMatrix(rows, columns, type);
            PackingJob.Plan(jobs, name, stored, matrix, turn);
            return matrix;
        }

        internal static InvalidDataException NotFinite(string path, string name) => new InvalidDataException(
            $"{path}: expected finite numbers in tensor '{name}', but found an infinite one or none at all. The weights are broken: take " +
            "another copy, or freeze the actor again.");
    }
}
