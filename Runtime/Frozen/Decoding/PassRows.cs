#nullable enable
using System;
using System.Collections.Generic;
using Repartee.Frozen.Kernels;
using Repartee.Frozen.Model;

namespace Repartee.Frozen.Decoding
{
    /// <summary>
    /// The tokens of one forward pass, from one sequence or from several, and the activations they become. A run of tokens that follow each
    /// other in one sequence is a segment.
    /// </summary>
    internal sealed unsafe class PassRows : IDisposable
    {
        private readonly FrozenConfig config;
        private readonly double[] frequencies;
        private readonly NativeBlock memory;
        private readonly List<PassSegment> segments = new List<PassSegment>();

        internal PassRows(FrozenConfig config, int capacity)
        {
            this.config = config;
            Capacity = capacity;
            frequencies = new double[config.HeadDim / 2];
            for (int i = 0; i < frequencies.Length; i++)
            {
                double factor = config.RopeFrequencyFactors.Count > 0 ? config.RopeFrequencyFactors[i] : 1;
                frequencies[i] = Math.Pow(config.RopeTheta, -2.0 * i / config.HeadDim) / factor;
            }

            (Hidden, Query) = (PackedMatrix.Padded(config.HiddenSize), PackedMatrix.Padded(config.QuerySize));
            (KeyValue, Feed) = (PackedMatrix.Padded(config.KeyValueSize), PackedMatrix.Padded(config.IntermediateSize));
            long floats = (long)capacity * (2 * Hidden + 2 * Query + 2 * KeyValue + 2 * Feed + config.HeadDim);
            memory = new NativeBlock(floats * sizeof(float));
            X = memory.Floats;
            Change = X + capacity * (long)Hidden;
            Q = Change + capacity * (long)Hidden;
            Attended = Q + capacity * (long)Query;
            K = Attended + capacity * (long)Query;
            V = K + capacity * (long)KeyValue;
            Gate = V + capacity * (long)KeyValue;
            Up = Gate + capacity * (long)Feed;
            Cos = Up + capacity * (long)Feed;
            Sin = Cos + capacity * (long)(config.HeadDim / 2);
        }

        /// <summary>Rows there is room for, a multiple of <see cref="MatrixKernels.TileRows"/>.</summary>
        internal int Capacity { get; }

        internal int Count { get; private set; }

        internal IReadOnlyList<PassSegment> Segments => segments;

        /// <summary>Row of each token after which logits are wanted.</summary>
        internal List<int> Outputs { get; } = new List<int>();

        /// <summary>Positions of the longest sequence, the new ones included.</summary>
        internal int MostPositions { get; private set; }

        /// <summary>Floats from row to row of <see cref="X"/> and <see cref="Change"/>.</summary>
        internal int Hidden { get; }

        /// <summary>Floats from row to row of <see cref="Q"/> and <see cref="Attended"/>.</summary>
        internal int Query { get; }

        /// <summary>Floats from row to row of <see cref="K"/> and <see cref="V"/>.</summary>
        internal int KeyValue { get; }

        /// <summary>Floats from row to row of <see cref="Gate"/> and <see cref="Up"/>.</summary>
        internal int Feed { get; }

        /// <summary>(rows, HiddenSize): the residual stream.</summary>
        internal float* X { get; }

        /// <summary>(rows, HiddenSize): what is added to it.</summary>
        internal float* Change { get; }

        /// <summary>(rows, Heads * d).</summary>
        internal float* Q { get; }

        /// <summary>(rows, Heads * d).</summary>
        internal float* Attended { get; }

        /// <summary>(rows, KeyValueHeads * d).</summary>
        internal float* K { get; }

        /// <summary>(rows, KeyValueHeads * d).</summary>
        internal float* V { get; }

        /// <summary>(rows, IntermediateSize).</summary>
        internal float* Gate { get; }

        /// <summary>(rows, IntermediateSize).</summary>
        internal float* Up { get; }

        private float* Cos { get; }

        private float* Sin { get; }

        /// <summary>cos of a row's angles (d / 2).</summary>
        internal float* CosOf(int row) => Cos + row * (config.HeadDim / 2);

        /// <summary>sin of a row's angles (d / 2).</summary>
        internal float* SinOf(int row) => Sin + row * (config.HeadDim / 2);

        internal void Clear()
        {
            segments.Clear();
            Outputs.Clear();
            (Count, MostPositions) = (0, 0);
        }

        /// <summary>Adds tokens that come next in a sequence; its cache must have room for them.</summary>
        /// <param name="cache">What the sequence has read; takes note of the tokens.</param>
        /// <param name="tokens">Where they are.</param>
        /// <param name="first">The first of them.</param>
        /// <param name="count">How many.</param>
        /// <param name="outputs">Logits are wanted after the last so many.</param>
        /// <param name="embedding">(VocabSize, HiddenSize).</param>
        internal void Add(KeyValueCache cache, IReadOnlyList<int> tokens, int first, int count, int outputs, WeightMatrix embedding)
        {
            segments.Add(new PassSegment(cache, cache.Count, Count, count));
            for (int i = 0; i < count; i++, Count++)
            {
                embedding.ReadRow(tokens[first + i], X + Count * (long)Hidden);
                for (int f = 0; f < frequencies.Length; f++)
                {
                    double angle = cache.Count * frequencies[f];
                    CosOf(Count)[f] = (float)Math.Cos(angle);
                    SinOf(Count)[f] = (float)Math.Sin(angle);
                }

                cache.Append(tokens[first + i]);
            }

            for (int row = Count - outputs; row < Count; row++) Outputs.Add(row);
            MostPositions = Math.Max(MostPositions, cache.Count);
        }

        /// <inheritdoc/>
        public void Dispose() => memory.Dispose();
    }

    /// <summary>Rows of one sequence.</summary>
    internal readonly struct PassSegment
    {
        internal PassSegment(KeyValueCache cache, int position, int row, int count)
        {
            Cache = cache;
            Position = position;
            Row = row;
            Count = count;
        }

        internal KeyValueCache Cache { get; }

        /// <summary>Of the first row.</summary>
        internal int Position { get; }

        internal int Row { get; }

        internal int Count { get; }
    }
}
