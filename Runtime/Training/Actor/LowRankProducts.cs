#nullable enable
using System;
using Repartee.Training.Cuda;
using Repartee.Training.Weights;

namespace Repartee.Training.Actor
{
    /// <summary>
    /// LoRA's part of a learning pass (Hu et al. 2021, arXiv 2106.09685): y += s · (x Aᵀ) Bᵀ, and its way back, dB += s · dyᵀ (x Aᵀ),
    /// dA += s · (dy B)ᵀ x, dx += s · (dy B) A. Projections with one input share one A; each writes its columns of y. Groups as in
    /// <c>LoraLayout</c>.
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

        /// <summary>Rank of a projection; 0 without an adapter.</summary>
        internal int RankOf(Policy policy) => policy.PlacedAdapter is null ? 0 : Rank(policy.PlacedAdapter);

        /// <summary>y = s · (x Aᵀ) Bᵀ where every projection of the group has its part, so that the large product is added to it: cheaper than the
        /// other way round, which reads y again. Keeps z = x Aᵀ.</summary>
        /// <returns>False where nothing was done: then <see cref="Add"/> comes after the large product.</returns>
        internal bool Begin(TrunkView view, int layer, int group, IntPtr x, IntPtr y, RankBuffers scratch)
        {
            if (Joint(view, layer, group, scratch.Rank) != widths[group].Length * scratch.Rank || scratch.Rank == 0)
                return false;
            Write(view, layer, group, x, y, singleY: false, scratch, add: false);
            return true;
        }

        /// <summary>y += s · (x Aᵀ) Bᵀ. Keeps z = x Aᵀ.</summary>
        internal void Add(TrunkView view, int layer, int group, IntPtr x, IntPtr y, bool singleY, RankBuffers scratch)
        {
            if (Joint(view, layer, group, scratch.Rank) > 0)
                Write(view, layer, group, x, y, singleY, scratch, add: true);
        }

        /// <summary>z alone, where the product itself is not wanted again.</summary>
        internal void Keep(TrunkView view, int layer, int group, IntPtr x, RankBuffers scratch)
        {
            int joint = Joint(view, layer, group, scratch.Rank);
            if (joint > 0)
                products.Linear(x, view.Low(Number(layer, group)), scratch.Z(group, view.Rows.Tokens), view.Rows.Tokens, inputs[group], joint);
        }

        /// <summary>Gradient of B, and dx = what comes through the product, before the large product's way back is added to it.</summary>
        /// <returns>Whether dx was written.</returns>
        internal bool Back(TrunkView view, int layer, int group, IntPtr dy, IntPtr dx, RankBuffers scratch)
        {
            int tokens = view.Rows.Tokens, total = Total(group), rank = scratch.Rank, joint = Joint(view, layer, group, rank);
            if (joint == 0)
                return false;
            var z = scratch.Z(group, tokens);
            int column = 0, nth = 0;
            for (int i = 0; i < widths[group].Length; i++)
            {
                int number = Number(layer, group) + 1 + i, outputs = widths[group][i];
                if (view.Low(number) != IntPtr.Zero)
                {
                    var part = Plus(dy, (long)column * ElementBytes);
                    long at = (long)nth++ * rank * ElementBytes;
                    products.WeightGradient(part, total, Plus(z, at), joint, view.LowGradient(number), tokens, rank, outputs, view.Scale);
                    products.InputGradient(part, total, view.Low(number), Plus(scratch.Gradient, at), joint, tokens, rank, outputs, view.Scale, add: false);
                }

                column += outputs;
            }

            products.InputGradient(
                scratch.Gradient, joint, view.Low(Number(layer, group)), dx, inputs[group], tokens, inputs[group], joint, 1f, add: false);
            return true;
        }

        /// <summary>Gradient of A, after <see cref="Back"/>: the input may be made only then.</summary>
        internal void BackToA(TrunkView view, int layer, int group, IntPtr x, RankBuffers scratch)
        {
            int joint = Joint(view, layer, group, scratch.Rank), a = Number(layer, group);
            if (joint > 0)
                products.WeightGradient(scratch.Gradient, joint, x, inputs[group], view.LowGradient(a), view.Rows.Tokens, inputs[group], joint, 1f);
        }

        private void Write(TrunkView view, int layer, int group, IntPtr x, IntPtr y, bool singleY, RankBuffers scratch, bool add)
        {
            int tokens = view.Rows.Tokens, total = Total(group), rank = scratch.Rank, joint = Joint(view, layer, group, rank);
            var z = scratch.Z(group, tokens);
            products.Linear(x, view.Low(Number(layer, group)), z, tokens, inputs[group], joint);
            int column = 0, nth = 0;
            for (int i = 0; i < widths[group].Length; i++)
            {
                var b = view.Low(Number(layer, group) + 1 + i);
                if (b != IntPtr.Zero)
                {
                    var part = Plus(y, (long)column * (singleY ? 4 : ElementBytes));
                    products.PartOfLinear(
                        Plus(z, (long)nth++ * rank * ElementBytes), joint, b, part, total, singleY, tokens, rank, widths[group][i], view.Scale, add);
                }

                column += widths[group][i];
            }
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

        /// <summary>Columns of z; 0 where the group has no adapter.</summary>
        private int Joint(TrunkView view, int layer, int group, int rank)
        {
            if (!view.HasAdapter || view.Low(Number(layer, group)) == IntPtr.Zero)
                return 0;
            int joint = 0;
            for (int i = 0; i < widths[group].Length; i++)
                joint += view.Low(Number(layer, group) + 1 + i) == IntPtr.Zero ? 0 : rank;
            return joint;
        }
    }

    /// <summary>Where low-rank products keep z of a layer's four groups, (T, 7 ranks) elements in all, and have room for one gradient of it
    /// (T, 3 ranks).</summary>
    internal readonly struct RankBuffers
    {
        /// <summary>Projections in all groups.</summary>
        internal const int Projections = 7;

        private static readonly int[] Before = { 0, 3, 4, 6 };                  // projections of the groups before

        private readonly IntPtr kept;

        internal RankBuffers(IntPtr kept, IntPtr gradient, int rank) => (this.kept, Gradient, Rank) = (kept, gradient, rank);

        internal IntPtr Gradient { get; }

        /// <summary>Of one projection.</summary>
        internal int Rank { get; }

        internal IntPtr Z(int group, int tokens) => (IntPtr)((long)kept + 2L * tokens * Rank * Before[group]);
    }
}
