#nullable enable
using System;
using System.Collections.Generic;
using Repartee.Training.Cuda;
using Repartee.Training.Kernels;
using TorchSharp;
using static Repartee.Training.Cuda.Argument;
using static TorchSharp.torch;

namespace Repartee.Training.Actor
{
    /// <summary>
    /// The backbone of a learning pass on a GPU in bfloat16: rows one behind the other, so that nothing is padded; our kernels between cuBLAS's
    /// products; FlashAttention of libtorch. The way back is written by hand (the chain rule of each line of <see cref="Layer"/>, in reverse):
    /// gradients of weights are summed up in float32 by the products themselves, and nothing is converted or copied on the way. On libtorch's own
    /// stream. One pass at a time; the trainer's thread.
    /// </summary>
    internal sealed class CudaTrunk : IDisposable
    {
        private const int Block = 256, Span = 128;

        private readonly ActorNetwork network;
        private readonly CudaDriver driver;
        private readonly KernelModule kernels;
        private readonly MatrixProducts products;
        private readonly DeviceAddress addresses;
        private readonly DeviceBuffer workspace;
        private readonly TrunkBuffers buffers;
        private readonly LowRankProducts lowRank;
        private readonly Dictionary<ParameterArena, ElementCopy> copies = new Dictionary<ParameterArena, ElementCopy>();
        private readonly IntPtr cos, sin;
        private readonly float eps;
        private readonly int dim, heads, kv, headDim, feed, layers, qkvWidth;
        private readonly CudaHead head;
        private bool kept;
        private bool checkpoint;

        private CudaTrunk(ActorNetwork network, string libTorchFolder)
        {
            this.network = network;
            var config = network.Config;
            (dim, heads, kv, headDim, feed, layers) =
                (config.HiddenSize, config.Heads, config.KeyValueHeads, config.HeadDim, config.IntermediateSize, config.Layers);
            qkvWidth = (heads + 2 * kv) * headDim;
            eps = (float)config.RmsNormEps;
            driver = new CudaDriver();
            addresses = new DeviceAddress(libTorchFolder);
            kernels = new KernelModule(driver, IntPtr.Zero, KernelModule.Learning, singles: false, libTorchFolder);
            workspace = new DeviceBuffer(addresses, network.Device, MatrixProducts.WorkspaceBytes);
            products = new MatrixProducts(libTorchFolder, IntPtr.Zero, workspace.Address, singles: false);
            buffers = new TrunkBuffers(network, addresses);
            lowRank = new LowRankProducts(products, config);
            head = new CudaHead(network, kernels, products, addresses);
            (cos, sin) = (addresses.Of(network.Rotary.Cos), addresses.Of(network.Rotary.Sin));
        }

        /// <summary>The card's memory.</summary>
        internal long MemoryBytes => driver.MemoryBytes;

        /// <summary>What a token takes until its way back: float32 residual streams, elements for the rest (<see cref="LayerBuffers"/>).</summary>
        internal long BytesAToken(bool checkpoint)
        {
            long layer = 8L * dim + 4L * dim + 2L * qkvWidth + 2L * heads * headDim + 4L * feed;
            return (checkpoint ? 4L * dim * layers + layer : layer * layers) + 12L * dim + 4L * feed;
        }

        /// <summary>Null where a network is computed elsewhere or otherwise, or CUDA lacks a part.</summary>
        internal static CudaTrunk? TryOpen(ActorNetwork network)
        {
            var config = network.Config;
            if (!network.FitsCudaKernels || network.Type != ScalarType.BFloat16 || config.VocabSize % 2 != 0 || config.QkNorm)
                return null;
            try
            {
                return new CudaTrunk(network, Native.NativeBackend.LoadedFolder);
            }
            catch (CudaException)
            {
                return null;                                                    // TorchScript does it more slowly
            }
        }

        /// <summary>The last layer's normed output (1,T,D); the caller disposes it.</summary>
        /// <param name="policy">Weights, and an adapter or none.</param>
        /// <param name="rows">The rows.</param>
        /// <param name="keep">Whether <see cref="Backward"/> will follow.</param>
        /// <param name="checkpoint">Whether it computes each layer again instead of keeping its results.</param>
        internal Tensor Forward(Policy policy, FlatRows rows, bool keep, bool checkpoint)
        {
            if (kept)
                throw new InvalidOperationException("Expected one learning pass at a time, but found another that waits for its way back.");
            using var noGrad = no_grad();
            driver.Enter();
            (kept, this.checkpoint) = (keep, checkpoint);
            var view = View(policy, rows);
            buffers.Reserve(rows.Tokens, keep, checkpoint, lowRank.RankOf(policy));
            kernels["embed_tokens"].Launch(rows.Tokens, 1, Block, 0, stackalloc ulong[] { Of(view.Weight(0)), Of(view.Ids), Of(buffers.Input(0)), Of(dim) });
            for (int layer = 0; layer < layers; layer++)
                Layer(view, layer);
            var hidden = empty(new long[] { 1, rows.Tokens, dim }, dtype: ScalarType.BFloat16, device: network.Device);
            Norm(view, buffers.Input(layers), 1, addresses.Of(hidden));
            return hidden;
        }

        /// <summary>Adds the gradients of everything that learns.</summary>
        /// <param name="policy">As forward.</param>
        /// <param name="rows">As forward.</param>
        /// <param name="gradient">At forward's result (1,T,D).</param>
        internal void Backward(Policy policy, FlatRows rows, Tensor gradient)
        {
            if (!kept)
                throw new InvalidOperationException("Expected a learning pass that was kept, but found none.");
            using var noGrad = no_grad();
            driver.Enter();
            var view = View(policy, rows);
            using var whole = gradient.to(ScalarType.BFloat16).contiguous();
            driver.Fill(buffers.Gradient, 0, (long)rows.Tokens * dim, IntPtr.Zero);
            NormBack(view, buffers.Input(layers), 1, addresses.Of(whole));
            for (int layer = layers - 1; layer >= 0; layer--)
            {
                if (checkpoint)
                    Layer(view, layer, again: true);
                LayerBack(view, layer);
            }

            if (view.WeightGradient(0) != IntPtr.Zero)
                kernels["embed_back"].Launch(rows.Tokens, 1, Block, 0, stackalloc ulong[] { Of(view.Ids), Of(buffers.Gradient), Of(view.WeightGradient(0)), Of(dim) });
        }

        /// <summary>Log-probs and entropies (N) of some chosen tokens, float32; the caller disposes them. What they came from is kept for
        /// <see cref="ScoreBack"/> until the next call.</summary>
        internal (Tensor LogProbs, Tensor Entropies) Score(Policy policy, Tensor hidden, TokenChunk chunk, Tensor temperature)
        {
            using var noGrad = no_grad();
            driver.Enter();
            return head.Score(HeadView(policy), hidden, chunk, temperature);
        }

        /// <summary>The way back of the last <see cref="Score"/>: into the head's weight, and into the gradient at the backbone's output.</summary>
        /// <param name="policy">As before.</param>
        /// <param name="chunk">As before.</param>
        /// <param name="temperature">As before.</param>
        /// <param name="toLogProbs">(N) float32.</param>
        /// <param name="toEntropies">(N) float32; null for none.</param>
        /// <param name="hiddenGradient">(1,T,D) float32, added to.</param>
        internal void ScoreBack(
            Policy policy, TokenChunk chunk, Tensor temperature, Tensor toLogProbs, Tensor? toEntropies, Tensor hiddenGradient)
        {
            using var noGrad = no_grad();
            driver.Enter();
            head.Back(HeadView(policy), chunk, temperature, toLogProbs, toEntropies, hiddenGradient);
        }

        /// <summary>The pass is over, with its way back or without.</summary>
        internal void Forget()
        {
            kept = false;
            buffers.Forget();
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            driver.Enter();
            driver.Synchronize(IntPtr.Zero);
            foreach (var copy in copies.Values)
                copy.Dispose();
            head.Dispose();
            buffers.Dispose();
            products.Dispose();
            workspace.Dispose();
            kernels.Dispose();
        }

        private HeadView HeadView(Policy policy) => new HeadView(
            addresses, Elements(policy.Weights.Placed.Arena), policy.Weights.Placed, network.Config.TieWordEmbeddings ? 0 : 2);

        private TrunkView View(Policy policy, FlatRows rows) => new TrunkView(
            addresses, Elements(policy.Weights.Placed.Arena), policy.Weights.Placed, policy.PlacedAdapter is null ? null : Elements(policy.PlacedAdapter.Arena),
            policy.PlacedAdapter, rows);

        /// <summary>Masters as elements, made anew after each step.</summary>
        private Tensor Elements(ParameterArena arena)
        {
            if (arena.Flat.dtype == ScalarType.BFloat16)
                return arena.Flat;
            if (!copies.TryGetValue(arena, out var copy))
                copies[arena] = copy = new ElementCopy(arena);
            return copy.Fresh();
        }

        private void Layer(TrunkView view, int layer, bool again = false)
        {
            int tokens = view.Rows.Tokens, w = 3 + ActorLayout.PerLayer * layer;
            var b = buffers.Of(layer);
            var x = buffers.Input(layer);
            Norm(view, x, w, b.NormedInput);
            Adapted(view, layer, LowRankProducts.QkvGroup, b, b.NormedInput, w + 1, b.Qkv, qkvWidth);
            kernels["rotate_rows"].Launch(TurnBlocks(tokens), 1, Block, 0, stackalloc ulong[]
            {
                Of(b.Qkv), Of(view.Weight(w + 2)), Of(view.At), Of(cos), Of(sin), Of(tokens), Of(heads), Of(kv), Of(headDim),
            });
            b.Attend(view.Rows, heads, kv);
            driver.CopyWithin(b.Middle, x, 4L * tokens * dim, IntPtr.Zero);
            products.LinearSingle(b.AttendedAddress, view.Weight(w + 5), b.Middle, tokens, heads * headDim, dim, add: true);
            lowRank.Add(view, layer, LowRankProducts.OutGroup, b.AttendedAddress, b.Middle, singleY: true, b.Rank);
            Norm(view, b.Middle, w + 6, b.NormedMiddle);
            Adapted(view, layer, LowRankProducts.GateUpGroup, b, b.NormedMiddle, w + 7, b.GateUp, 2 * feed);
            int packs = feed / 8;
            kernels["swiglu"].Launch((packs + Block - 1) / Block, tokens, Block, 0, stackalloc ulong[] { Of(b.GateUp), Of(buffers.Gated), Of(feed) });
            if (again)
            {
                lowRank.Keep(view, layer, LowRankProducts.DownGroup, buffers.Gated, b.Rank);
                return;
            }

            var next = buffers.Input(layer + 1);
            driver.CopyWithin(next, b.Middle, 4L * tokens * dim, IntPtr.Zero);
            products.LinearSingle(buffers.Gated, view.Weight(w + 8), next, tokens, feed, dim, add: true);
            lowRank.Add(view, layer, LowRankProducts.DownGroup, buffers.Gated, next, singleY: true, b.Rank);
        }

        /// <summary>y = x Wᵀ and the adapter's part.</summary>
        private void Adapted(TrunkView view, int layer, int group, LayerBuffers b, IntPtr x, int weight, IntPtr y, int outputs)
        {
            bool begun = lowRank.Begin(view, layer, group, x, y, b.Rank);
            products.Linear(x, view.Weight(weight), y, view.Rows.Tokens, dim, outputs, add: begun);
            if (!begun)
                lowRank.Add(view, layer, group, x, y, singleY: false, b.Rank);
        }

        private void LayerBack(TrunkView view, int layer)
        {
            int tokens = view.Rows.Tokens, w = 3 + ActorLayout.PerLayer * layer, packs = feed / 8;
            var b = buffers.Of(layer);
            Round(buffers.Gradient, buffers.Elements, (long)tokens * dim);
            bool toGated = lowRank.Back(view, layer, LowRankProducts.DownGroup, buffers.Elements, buffers.GatedGradient, b.Rank);
            products.InputGradient(buffers.Elements, dim, view.Weight(w + 8), buffers.GatedGradient, feed, tokens, feed, dim, 1f, add: toGated);
            kernels["swiglu_back"].Launch(
                (packs + Block - 1) / Block, tokens, Block, 0, stackalloc ulong[] { Of(b.GateUp), Of(buffers.GatedGradient), Of(buffers.Gated), Of(feed) });
            lowRank.BackToA(view, layer, LowRankProducts.DownGroup, buffers.Gated, b.Rank);
            AddWeight(view, w + 8, buffers.Elements, dim, buffers.Gated, feed);
            bool toMiddle = lowRank.Back(view, layer, LowRankProducts.GateUpGroup, b.GateUp, buffers.Normed, b.Rank);
            products.InputGradient(b.GateUp, 2 * feed, view.Weight(w + 7), buffers.Normed, dim, tokens, dim, 2 * feed, 1f, add: toMiddle);
            AddWeight(view, w + 7, b.GateUp, 2 * feed, b.NormedMiddle, dim);
            lowRank.BackToA(view, layer, LowRankProducts.GateUpGroup, b.NormedMiddle, b.Rank);
            NormBack(view, b.Middle, w + 6, buffers.Normed);

            Round(buffers.Gradient, buffers.Elements, (long)tokens * dim);
            bool toAttended = lowRank.Back(view, layer, LowRankProducts.OutGroup, buffers.Elements, buffers.AttendedGradient, b.Rank);
            products.InputGradient(buffers.Elements, dim, view.Weight(w + 5), buffers.AttendedGradient, heads * headDim, tokens, heads * headDim, dim, 1f, add: toAttended);
            AddWeight(view, w + 5, buffers.Elements, dim, b.AttendedAddress, heads * headDim);
            lowRank.BackToA(view, layer, LowRankProducts.OutGroup, b.AttendedAddress, b.Rank);
            using (var scope = NewDisposeScope())
            {
                var (dq, dk, dv) = b.AttendBack(buffers.AttendedGradientTensor(tokens), view.Rows, heads, kv);
                kernels["rotate_back"].Launch(TurnBlocks(tokens), 1, Block, 0, stackalloc ulong[]
                {
                    Of(addresses.Of(dq)), Of(addresses.Of(dk)), Of(addresses.Of(dv)), Of(b.Qkv), Of(view.At), Of(cos), Of(sin), Of(tokens), Of(heads), Of(kv), Of(headDim),
                });
            }

            if (view.WeightGradient(w + 2) != IntPtr.Zero)
            {
                kernels["column_sums"].Launch((qkvWidth + Block - 1) / Block, (tokens + Span - 1) / Span, Block, 0, stackalloc ulong[]
                {
                    Of(b.Qkv), Of(view.WeightGradient(w + 2)), Of(tokens), Of(qkvWidth), Of(Span),
                });
            }

            bool toInput = lowRank.Back(view, layer, LowRankProducts.QkvGroup, b.Qkv, buffers.Normed, b.Rank);
            products.InputGradient(b.Qkv, qkvWidth, view.Weight(w + 1), buffers.Normed, dim, tokens, dim, qkvWidth, 1f, add: toInput);
            AddWeight(view, w + 1, b.Qkv, qkvWidth, b.NormedInput, dim);
            lowRank.BackToA(view, layer, LowRankProducts.QkvGroup, b.NormedInput, b.Rank);
            NormBack(view, buffers.Input(layer), w, buffers.Normed);
        }

        private static int Warps(int tokens) => (tokens + Block / 32 - 1) / (Block / 32);

        /// <summary>A thread turns two numbers of each half of a head.</summary>
        private int TurnBlocks(int tokens) => (int)(((long)tokens * qkvWidth / 4 + Block - 1) / Block);

        private void AddWeight(TrunkView view, int weight, IntPtr dy, int outputs, IntPtr x, int inputs)
        {
            if (view.WeightGradient(weight) != IntPtr.Zero)
                products.WeightGradient(dy, outputs, x, inputs, view.WeightGradient(weight), view.Rows.Tokens, inputs, outputs, 1f);
        }

        private void Round(IntPtr singles, IntPtr elements, long count) =>
            kernels["round_numbers"].Launch((int)((count / 2 + Block - 1) / Block), 1, Block, 0, stackalloc ulong[] { Of(singles), Of(elements), Of(count / 2) });

        private void Norm(TrunkView view, IntPtr x, int weight, IntPtr y) =>
            kernels["rms_norm"].Launch(
                Warps(view.Rows.Tokens), 1, Block, 0, stackalloc ulong[] { Of(x), Of(view.Weight(weight)), Of(y), Of(view.Rows.Tokens), Of(dim), Of(eps) });

        private void NormBack(TrunkView view, IntPtr x, int weight, IntPtr dy)
        {
            int tokens = view.Rows.Tokens;
            kernels["rms_norm_back"].Launch(Warps(tokens), 1, Block, 0, stackalloc ulong[]
            {
                Of(x), Of(view.Weight(weight)), Of(dy), Of(buffers.Gradient), Of(buffers.Scales), Of(tokens), Of(dim), Of(eps),
            });
            if (view.WeightGradient(weight) == IntPtr.Zero)
                return;
            kernels["norm_weight_back"].Launch((dim + Block - 1) / Block, (tokens + Span - 1) / Span, Block, 0, stackalloc ulong[]
            {
                Of(x), Of(dy), Of(buffers.Scales), Of(view.WeightGradient(weight)), Of(tokens), Of(dim), Of(Span),
            });
        }
    }
}
