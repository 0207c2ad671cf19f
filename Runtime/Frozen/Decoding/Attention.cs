#nullable enable
using System;
using Repartee.Frozen.Kernels;
using Repartee.Frozen.Model;

namespace Repartee.Frozen.Decoding
{
    /// <summary>
    /// Causal attention of one key-value head with the query heads that share it (Ainslie et al. 2023, arXiv 2305.13245):
    /// softmax(q k^T / sqrt(d)) v over what the sequence has read. Four query rows at a time go through the matrix kernels.
    /// </summary>
    internal sealed unsafe class Attention
    {
        private const int Tile = MatrixKernels.TileRows;

        private readonly FrozenConfig config;
        private readonly MatrixKernels kernels;
        private readonly RowMath math;
        private readonly int shared;
        private readonly float scale;

        internal Attention(FrozenConfig config, MatrixKernels kernels, RowMath math)
        {
            this.config = config;
            this.kernels = kernels;
            this.math = math;
            shared = config.Heads / config.KeyValueHeads;
            scale = (float)(1.0 / Math.Sqrt(config.HeadDim));
        }

        /// <summary>Writes the segment's keys and values of this head into its cache, then computes <see cref="PassRows.Attended"/> of the
        /// query heads. Nobody else touches these parts meanwhile.</summary>
        internal void Run(PassRows rows, PassSegment segment, int layer, LayerWeights weights, int head, MemberScratch scratch)
        {
            int d = config.HeadDim;
            for (int i = 0; i < segment.Count; i++)
            {
                int row = segment.Row + i;
                float* key = rows.K + row * (long)rows.KeyValue + head * d, value = rows.V + row * (long)rows.KeyValue + head * d;
                Finish(key, weights.KeyBias, head, weights.KeyNorm, rows, row);
                if (weights.ValueBias != null) math.Add(value, weights.ValueBias + head * d, d);
                segment.Cache.Write(layer, head, segment.Position + i, key, value);
                for (int h = head * shared; h < (head + 1) * shared; h++)
                    Finish(rows.Q + row * (long)rows.Query + h * d, weights.QueryBias, h, weights.QueryNorm, rows, row);
            }

            for (int first = 0; first < segment.Count * shared; first += Tile)
                Attend(rows, segment, layer, head, first, Math.Min(Tile, segment.Count * shared - first), scratch);
        }

        private void Finish(float* vector, float* bias, int head, float* norm, PassRows rows, int row)
        {
            int d = config.HeadDim;
            if (bias != null) math.Add(vector, bias + head * d, d);
            if (norm != null) math.RmsNorm(vector, norm, d, config.RmsNormEps, vector);
            math.Rotate(vector, rows.CosOf(row), rows.SinOf(row), d / 2);
        }

        /// <summary>Query vectors [first, first + count) of the segment's rows and this head's query heads.</summary>
        private void Attend(PassRows rows, PassSegment segment, int layer, int head, int first, int count, MemberScratch scratch)
        {
            int d = config.HeadDim, width = PackedMatrix.Padded(d);
            int most = segment.Position + (first + count - 1) / shared + 1;     // positions that the tile's last row sees
            float* keys = segment.Cache.Keys(layer, head), values = segment.Cache.Values(layer, head);
            for (int i = 0; i < count; i++)
                new ReadOnlySpan<float>(At(rows.Q, rows, segment, head, first + i), d).CopyTo(new Span<float>(scratch.Queries + i * d, d));
            int blocks = PackedMatrix.GroupsOf(most), groups = width / PackedMatrix.Lanes;
            Multiply(scratch.Queries, d, keys, (long)d * PackedMatrix.Lanes, d, blocks, scratch.Scores, scratch.ScoreStride, count);
            for (int i = 0; i < count; i++)
            {
                float* scores = scratch.Scores + (long)i * scratch.ScoreStride;
                int seen = segment.Position + (first + i) / shared + 1;
                math.Softmax(scores, seen, scale);
                new Span<float>(scores + seen, most - seen).Clear();
            }

            Multiply(scratch.Scores, scratch.ScoreStride, values, segment.Cache.ValueStride, most, groups, scratch.Attended, width, count);
            for (int i = 0; i < count; i++)
            {
                var to = new Span<float>(At(rows.Attended, rows, segment, head, first + i), d);
                new ReadOnlySpan<float>(scratch.Attended + i * width, d).CopyTo(to);
            }
        }

        private float* At(float* start, PassRows rows, PassSegment segment, int head, int vector) =>
            start + (segment.Row + vector / shared) * (long)rows.Query + (head * shared + vector % shared) * config.HeadDim;

        private void Multiply(float* x, long xStride, float* w, long stride, int columns, int groups, float* y, long yStride, int count)
        {
            if (count == Tile)
            {
                kernels.RowsF32(x, xStride, w, stride, columns, groups, y, yStride, accumulate: false);
                return;
            }

            for (int i = 0; i < count; i++) kernels.RowF32(x + i * xStride, w, stride, columns, groups, y + i * yStride);
        }
    }
}
