#nullable enable
using System;
using System.Collections.Generic;
using Repartee.Frozen.Kernels;
using Repartee.Frozen.Model;

namespace Repartee.Frozen.Decoding
{
    /// <summary>
    /// The transformer: rows of tokens in, logits after chosen ones out. It runs in units (a layer, or a part of the head), so that a game
    /// without threads can stop after any of them; a team runs all units in one go. One caller at a time; allocates nothing once warm.
    /// </summary>
    internal sealed unsafe class ForwardPass : TeamWork, IDisposable
    {
        private const long HeadUnitElements = 4L << 20;

        private readonly TransformerWeights weights;
        private readonly FrozenConfig config;
        private readonly WorkerTeam team;
        private readonly RowMath math;
        private readonly Multiplication multiplication;
        private readonly Attention attention;
        private readonly PassRows rows;
        private readonly MemberScratch[] scratch;
        private readonly int headUnits;
        private NativeBlock logits = new NativeBlock(0);
        private int next;
        private int end;
        private int target;

        /// <param name="weights">Not owned.</param>
        /// <param name="maxRows">Most tokens of one pass, all sequences together.</param>
        /// <param name="team">Who computes; not owned.</param>
        /// <param name="kernels">The processor's.</param>
        /// <param name="math">The processor's.</param>
        internal ForwardPass(TransformerWeights weights, int maxRows, WorkerTeam team, MatrixKernels kernels, RowMath math)
        {
            this.weights = weights;
            config = weights.Config;
            this.team = team;
            this.math = math;
            multiplication = new Multiplication(kernels);
            attention = new Attention(config, kernels, math);
            int capacity = (maxRows + MatrixKernels.TileRows - 1) / MatrixKernels.TileRows * MatrixKernels.TileRows;
            rows = new PassRows(config, capacity);
            int width = Math.Max(Math.Max(rows.Hidden, rows.Query), rows.Feed);
            width = (width + PackedMatrix.BlockColumns - 1) / PackedMatrix.BlockColumns * PackedMatrix.BlockColumns;
            scratch = new MemberScratch[team.Size];
            for (int i = 0; i < scratch.Length; i++) scratch[i] = new MemberScratch(config, capacity, width);
            headUnits = (int)Math.Max(1, (long)config.VocabSize * config.HiddenSize / HeadUnitElements);
        }

        /// <summary>Most tokens of one pass.</summary>
        internal int Capacity => rows.Capacity;

        /// <summary>Tokens added so far.</summary>
        internal int Rows => rows.Count;

        /// <summary>Whether everything was computed that was added.</summary>
        internal bool IsDone => next == end;

        /// <summary>Begins an empty pass.</summary>
        internal void Begin()
        {
            rows.Clear();
            (next, end) = (0, 0);
        }

        /// <summary>Adds tokens that come next in a sequence; its cache gets room for them.</summary>
        /// <returns>The index of their logits; -1 where <paramref name="output"/> is false.</returns>
        internal int Add(KeyValueCache cache, IReadOnlyList<int> tokens, int first, int count, bool output) =>
            Add(cache, tokens, first, count, output ? 1 : 0);

        /// <summary>The same with logits after the last so many tokens.</summary>
        /// <returns>The index of the first logits, the others follow; -1 for none.</returns>
        internal int Add(KeyValueCache cache, IReadOnlyList<int> tokens, int first, int count, int outputs)
        {
            cache.Reserve(cache.Count + count);
            rows.Add(cache, tokens, first, count, outputs, weights.Embedding);
            end = weights.Layers.Length + (rows.Outputs.Count > 0 ? headUnits : 0);
            return outputs > 0 ? rows.Outputs.Count - outputs : -1;
        }

        /// <summary>Logits after the tokens of that index (VocabSize), until the next pass.</summary>
        internal float* Logits(int index) => logits.Floats + index * (long)LogitStride;

        /// <summary>The same as a span.</summary>
        internal ReadOnlySpan<float> LogitSpan(int index) => new ReadOnlySpan<float>(Logits(index), config.VocabSize);

        /// <summary>Computes what is left.</summary>
        internal void RunAll() => RunUnits(end - next);

        /// <summary>Computes one unit.</summary>
        internal void RunOne() => RunUnits(Math.Min(1, end - next));

        /// <summary>Gives back what only matrices needed that were not resident.</summary>
        internal void EndWarmUp()
        {
            foreach (MemberScratch part in scratch) part.EndPacking();
        }

        /// <inheritdoc/>
        internal override void Run(int member, WorkerTeam team)
        {
            for (int unit = next; unit < target; unit++)
            {
                if (unit < weights.Layers.Length)
                    Layer(unit, member);
                else
                    Head(unit - weights.Layers.Length, member);
            }
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            rows.Dispose();
            logits.Dispose();
            foreach (MemberScratch part in scratch) part.Dispose();
        }

        private int LogitStride => PackedMatrix.Padded(config.VocabSize);

        private void RunUnits(int count)
        {
            if (count == 0) return;
            if (next == 0) Reserve();
            target = next + count;
            team.Run(this);
            next = target;
        }

        private void Reserve()
        {
            foreach (MemberScratch part in scratch) part.Reserve(rows.MostPositions);
            int tiles = (rows.Outputs.Count + MatrixKernels.TileRows - 1) / MatrixKernels.TileRows;
            int outputs = rows.Outputs.Count < MatrixKernels.TileRows ? rows.Outputs.Count : tiles * MatrixKernels.TileRows;
            long bytes = (long)outputs * LogitStride * sizeof(float);
            if (bytes <= logits.Bytes) return;
            logits.Dispose();
            logits = new NativeBlock(bytes);
        }

        private void Layer(int index, int member)
        {
            LayerWeights layer = weights.Layers[index];
            MemberScratch own = scratch[member];
            Normalize(layer.AttentionNorm, own);
            PrepareFor(own.Normed, own.Width, own, layer.Query, layer.Key, layer.Value);
            Multiply(layer.Query, own.Normed, own.Width, rows.Q, rows.Query, member);
            Multiply(layer.Key, own.Normed, own.Width, rows.K, rows.KeyValue, member);
            Multiply(layer.Value, own.Normed, own.Width, rows.V, rows.KeyValue, member);
            team.Barrier.Wait();
            int items = rows.Segments.Count * config.KeyValueHeads;
            for (int item = member; item < items; item += team.Size)
                attention.Run(rows, rows.Segments[item / config.KeyValueHeads], index, layer, item % config.KeyValueHeads, own);
            team.Barrier.Wait();
            AddProduct(layer.AttentionOutput, rows.Attended, rows.Query, member);
            team.Barrier.Wait();
            Normalize(layer.FeedForwardNorm, own);
            PrepareFor(own.Normed, own.Width, own, layer.Gate, layer.Up, layer.Up);
            Multiply(layer.Gate, own.Normed, own.Width, rows.Gate, rows.Feed, member);
            Multiply(layer.Up, own.Normed, own.Width, rows.Up, rows.Feed, member);
            team.Share(layer.Gate.Groups, member, out int first, out int count);
            int at = first * PackedMatrix.Lanes;
            for (int row = 0; row < rows.Count; row++)
                math.SiluTimes(rows.Gate + row * (long)rows.Feed + at, rows.Up + row * (long)rows.Feed + at, count * PackedMatrix.Lanes);
            team.Barrier.Wait();
            AddProduct(layer.Down, rows.Gate, rows.Feed, member);
            team.Barrier.Wait();
        }

        private void Head(int unit, int member)
        {
            MemberScratch own = scratch[member];
            int outputs = rows.Outputs.Count;
            for (int i = 0; i < outputs; i++) Normalize(rows.Outputs[i], weights.OutputNorm, own.Normed + i * (long)own.Width);
            multiplication.Prepare(weights.Head, own.Normed, own.Width, outputs, own);
            int from = (int)((long)weights.Head.Groups * unit / headUnits), to = (int)((long)weights.Head.Groups * (unit + 1) / headUnits);
            team.Share(to - from, member, out int first, out int count);
            multiplication.Run(weights.Head, from + first, count, own.Normed, own.Width, outputs, logits.Floats, LogitStride, own);
        }

        /// <summary>Each member for itself: that costs less than waiting for each other.</summary>
        private void Normalize(float* norm, MemberScratch own)
        {
            for (int row = 0; row < rows.Count; row++) Normalize(row, norm, own.Normed + row * (long)own.Width);
        }

        private void Normalize(int row, float* norm, float* to) =>
            math.RmsNorm(rows.X + row * (long)rows.Hidden, norm, config.HiddenSize, config.RmsNormEps, to);

        private void PrepareFor(float* x, long stride, MemberScratch own, WeightMatrix a, WeightMatrix b, WeightMatrix c)
        {
            // All three have the same columns; one preparation serves those that need it.
            WeightMatrix chosen = a.Type == WeightType.Q8 ? a : b.Type == WeightType.Q8 ? b : c;
            multiplication.Prepare(chosen, x, stride, rows.Count, own);
        }

        private void Multiply(WeightMatrix w, float* x, long xStride, float* y, long yStride, int member)
        {
            team.Share(w.Groups, member, out int first, out int count);
            multiplication.Run(w, first, count, x, xStride, rows.Count, y, yStride, scratch[member]);
        }

        /// <summary>X += x W^T, each member its own columns.</summary>
        private void AddProduct(WeightMatrix w, float* x, long xStride, int member)
        {
            multiplication.Prepare(w, x, xStride, rows.Count, scratch[member]);
            Multiply(w, x, xStride, rows.Change, rows.Hidden, member);
            team.Share(w.Groups, member, out int first, out int count);
            int at = first * PackedMatrix.Lanes;
            for (int row = 0; row < rows.Count; row++)
                math.Add(rows.X + row * (long)rows.Hidden + at, rows.Change + row * (long)rows.Hidden + at, count * PackedMatrix.Lanes);
        }
    }
}
