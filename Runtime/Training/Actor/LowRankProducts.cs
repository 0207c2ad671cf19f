#nullable enable
using System;
using Repartee.Training.Cuda;
using Repartee.Training.Weights;

namespace Repartee.Training.Actor
{
    /// <summary>
    /// LoRA's part of a learning pass (Hu et al. 2021, arXiv 2106.09685): y += s · (x Aᵀ) Bᵀ, and its way back, dB += s · dyᵀ (x Aᵀ),
    /// dA += s · (dy B)ᵀ x, dx += s · (dy B) A. Projections with one input share one A; each writes its columns of y. Groups as in
    /// <c>LoraLayout</c>. z (T, rank) and dz are scratch.
    /// </summary>
    internal sealed class LowRankProducts
    {
        internal const int QkvGroup = 0, OutGroup = 1, GateUpGroup = 2, DownGroup = 3;

        private const int PerLayer = 11, ElementBytes = 2;

        private static readonly int[] First = { 0, 4, 6, 9 };                   // A of each group in a layer's matrices

        private readonly MatrixProducts products;
        private readonly int[][] widths;
        private readonly int[] inputs;

        internal LowRankProducts(MatrixProducts products, ActorConfig config)
        {
            this.products = products;
            int d = config.HiddenSize, q = config.Heads * config.HeadDim, k = config.KeyValueHeads * config.HeadDim, f = config.IntermediateSize;
            widths = new[] { new[] { q, k, k }, new[] { d }, new[] { f, f }, new[] { d } };
            inputs = new[] { d, q, d, f };
        }

        /// <summary>Columns that z needs at most.</summary>
        internal int MostRank(Policy policy) => policy.PlacedAdapter is null ? 0 : 3 * Rank(policy.PlacedAdapter);

        /// <summary>y += s · (x Aᵀ) Bᵀ.</summary>
        internal void Add(TrunkView view, int layer, int group, IntPtr x, IntPtr y, bool singleY, RankBuffers scratch)
        {
            int tokens = view.Rows.Tokens, total = Total(group);
            if (!Project(view, layer, group, x, scratch, out int rank, out int joint))
                return;
            int column = 0, nth = 0;
            for (int i = 0; i < widths[group].Length; i++)
            {
                var b = view.Low(Number(layer, group) + 1 + i);
                if (b != IntPtr.Zero)
                {
                    var part = Plus(y, (long)column * (singleY ? 4 : ElementBytes));
                    products.AddLinear(Plus(scratch.Z, (long)nth++ * rank * ElementBytes), joint, b, part, total, singleY, tokens, rank, widths[group][i], view.Scale);
                }

                column += widths[group][i];
            }
        }

        /// <summary>Gradients of A and B, and dx += what comes through them.</summary>
        internal void Back(TrunkView view, int layer, int group, IntPtr x, IntPtr dy, IntPtr dx, RankBuffers scratch)
        {
            int tokens = view.Rows.Tokens, total = Total(group);
            if (!Project(view, layer, group, x, scratch, out int rank, out int joint))
                return;
            int column = 0, nth = 0;
            for (int i = 0; i < widths[group].Length; i++)
            {
                int number = Number(layer, group) + 1 + i, outputs = widths[group][i];
                if (view.Low(number) != IntPtr.Zero)
                {
                    var part = Plus(dy, (long)column * ElementBytes);
                    long at = (long)nth++ * rank * ElementBytes;
                    products.WeightGradient(part, total, Plus(scratch.Z, at), joint, view.LowGradient(number), tokens, rank, outputs, view.Scale);
                    products.InputGradient(part, total, view.Low(number), Plus(scratch.Gradient, at), joint, tokens, rank, outputs, view.Scale, add: false);
                }

                column += outputs;
            }

            int a = Number(layer, group);
            products.WeightGradient(scratch.Gradient, joint, x, inputs[group], view.LowGradient(a), tokens, inputs[group], joint, 1f);
            products.InputGradient(scratch.Gradient, joint, view.Low(a), dx, inputs[group], tokens, inputs[group], joint, 1f, add: true);
        }

        private static IntPtr Plus(IntPtr address, long bytes) => (IntPtr)((long)address + bytes);

        private static int Number(int layer, int group) => PerLayer * layer + First[group];

        private int Total(int group)
        {
            int sum = 0;
            foreach (int width in widths[group])
                sum += width;
            return sum;
        }

        private int Rank(PlacedWeights adapter)
        {
            foreach (var slot in adapter.Arena.Layout.Slots)
            {
                if (!slot.Name.EndsWith(".a", StringComparison.Ordinal))
                    return (int)slot.Shape[1];
            }

            return 0;
        }

        /// <summary>z = x Aᵀ.</summary>
        /// <returns>False where the group has no adapter.</returns>
        private bool Project(TrunkView view, int layer, int group, IntPtr x, RankBuffers scratch, out int rank, out int joint)
        {
            (rank, joint) = (scratch.Rank, 0);
            if (!view.HasAdapter || view.Low(Number(layer, group)) == IntPtr.Zero)
                return false;
            for (int i = 0; i < widths[group].Length; i++)
                joint += view.Low(Number(layer, group) + 1 + i) == IntPtr.Zero ? 0 : rank;
            products.Linear(x, view.Low(Number(layer, group)), scratch.Z, view.Rows.Tokens, inputs[group], joint);
            return true;
        }
    }

    /// <summary>Scratch of low-rank products: (T, up to 3 ranks) elements each.</summary>
    internal readonly struct RankBuffers
    {
        internal RankBuffers(IntPtr z, IntPtr gradient, int rank) => (Z, Gradient, Rank) = (z, gradient, rank);

        internal IntPtr Z { get; }

        internal IntPtr Gradient { get; }

        /// <summary>Of one projection.</summary>
        internal int Rank { get; }
    }
}
