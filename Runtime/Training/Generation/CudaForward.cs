#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Repartee.Training.Actor;
using Repartee.Training.Cuda;
using TorchSharp;
using static Repartee.Training.Cuda.Argument;

namespace Repartee.Training.Generation
{
    /// <summary>
    /// The decoder's forward pass over T tokens, whichever rows they belong to, with keys and values in a cache (layers, slots, width,
    /// 2 K, d). All memory is there beforehand, so that a pass can be captured in a graph. One token goes by matrix-vector kernels, more go
    /// by cuBLAS. Owns its buffers.
    /// </summary>
    internal sealed class CudaForward : IDisposable
    {
        private const int Block = 256, Warps = Block / 32;

        private readonly ActorNetwork network;
        private readonly KernelModule kernels;
        private readonly MatrixProducts products;
        private readonly DeviceAddress addresses;
        private readonly List<IDisposable> owned = new List<IDisposable>();
        private readonly IntPtr cos, sin, x, h, qkv, attended, gateUp, gated;
        private readonly int elementBytes;
        private readonly float eps, scale;
        private readonly int dim, heads, kv, headDim, feed, layers;
        private IntPtr[] weights = Array.Empty<IntPtr>();

        /// <param name="network">Shape and rotary tables.</param>
        /// <param name="kernels">Of the network's type.</param>
        /// <param name="addresses">Where tensors lie.</param>
        /// <param name="stream">Where everything runs.</param>
        /// <param name="libTorchFolder">Where cuBLAS is found.</param>
        /// <param name="mostTokens">Of a pass.</param>
        /// <param name="mostRows">That draw a token in a pass.</param>
        internal CudaForward(
            ActorNetwork network, KernelModule kernels, DeviceAddress addresses, IntPtr stream, string libTorchFolder, int mostTokens, int mostRows)
        {
            (this.network, this.kernels, this.addresses) = (network, kernels, addresses);
            var config = network.Config;
            (dim, heads, kv, headDim, feed, layers) =
                (config.HiddenSize, config.Heads, config.KeyValueHeads, config.HeadDim, config.IntermediateSize, config.Layers);
            bool singles = network.Type == torch.ScalarType.Float32;
            elementBytes = singles ? 4 : 2;
            (eps, scale) = ((float)config.RmsNormEps, (float)(1.0 / Math.Sqrt(headDim)));
            (cos, sin) = (addresses.Of(network.Rotary.Cos), addresses.Of(network.Rotary.Sin));
            long n = mostTokens;
            (Ids, At, Slots) = (Buffer(4 * n), Buffer(4 * n), Buffer(4 * n));
            x = Buffer(4 * n * dim);
            h = Buffer(elementBytes * n * dim);
            qkv = Buffer(elementBytes * n * (heads + 2 * kv) * headDim);
            attended = Buffer(elementBytes * n * heads * headDim);
            gateUp = Buffer(elementBytes * n * 2 * feed);
            gated = Buffer(elementBytes * n * feed);
            Logits = Buffer(4L * mostRows * config.VocabSize);
            products = new MatrixProducts(libTorchFolder, stream, Buffer(MatrixProducts.WorkspaceBytes), singles);
            owned.Add(products);
        }

        /// <summary>(T) int32: the tokens.</summary>
        internal IntPtr Ids { get; }

        /// <summary>(T) int32: their positions.</summary>
        internal IntPtr At { get; }

        /// <summary>(T) int32: their places in the cache.</summary>
        internal IntPtr Slots { get; }

        /// <summary>(rows, vocabulary) float32.</summary>
        internal IntPtr Logits { get; }

        /// <summary>Bytes of one token's keys and values in one layer.</summary>
        internal long CacheBytesPerToken => 2L * kv * headDim * elementBytes;

        /// <summary>Whether the kernels can play such a network.</summary>
        internal static bool Supports(ActorNetwork network) =>
            network.FitsCudaKernels && network.Config.Heads / network.Config.KeyValueHeads <= 32;

        /// <summary>The weights to compute with; they must stay where they are. True where they lie elsewhere than before.</summary>
        internal bool Use(ActorWeights actor)
        {
            var places = actor.Kernel.Select(tensor => tensor.numel() == 0 ? IntPtr.Zero : addresses.Of(tensor)).ToArray();
            bool moved = !places.SequenceEqual(weights);
            weights = places;
            return moved;
        }

        /// <summary>Reads T tokens into the cache and leaves their last layer's output.</summary>
        internal void Run(int tokens, IntPtr cache, int slots, long width)
        {
            kernels["embed_tokens"].Launch(tokens, 1, Block, 0, stackalloc ulong[] { Of(weights[0]), Of(Ids), Of(x), Of(dim) });
            for (int layer = 0; layer < layers; layer++)
            {
                int w = 3 + ActorLayout.PerLayer * layer;
                NormedProduct(tokens, weights[w], weights[w + 1], qkv, (heads + 2 * kv) * headDim);
                var layerCache = (IntPtr)((long)cache + layer * slots * width * CacheBytesPerToken);
                Rotate(tokens, w, layerCache, width);
                Attend(tokens, layerCache, width);
                AddProduct(tokens, attended, weights[w + 5], heads * headDim);
                FeedForward(tokens, weights[w + 6], weights[w + 7]);
                AddProduct(tokens, gated, weights[w + 8], feed);
            }
        }

        /// <summary>The logits of all T tokens, after <see cref="Run"/>.</summary>
        internal void Heads(int tokens)
        {
            int vocabulary = network.Config.VocabSize;
            var head = weights[2] == IntPtr.Zero ? weights[0] : weights[2];
            if (tokens == 1)
            {
                kernels["norm_logits"].Launch(
                    Blocks((vocabulary + 3) / 4), 1, Block, elementBytes * dim, stackalloc ulong[] { Of(x), Of(weights[1]), Of(eps), Of(head), Of(Logits), Of(dim), Of(vocabulary) });
                return;
            }

            Norm(tokens, weights[1]);
            products.LinearSingle(h, head, Logits, tokens, dim, vocabulary, add: false);
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            for (int i = owned.Count - 1; i >= 0; i--)
                owned[i].Dispose();
        }

        private static int Blocks(int warps) => (warps + Warps - 1) / Warps;

        private IntPtr Buffer(long bytes)
        {
            var buffer = new DeviceBuffer(addresses, network.Device, bytes);
            owned.Add(buffer);
            return buffer.Address;
        }

        private void Norm(int tokens, IntPtr weight) =>
            kernels["rms_norm"].Launch(Blocks(tokens), 1, Block, 0, stackalloc ulong[] { Of(x), Of(weight), Of(h), Of(tokens), Of(dim), Of(eps) });

        private void NormedProduct(int tokens, IntPtr norm, IntPtr weight, IntPtr y, int outputs)
        {
            if (tokens == 1)
            {
                kernels["norm_product"].Launch(
                    Blocks(outputs), 1, Block, elementBytes * dim, stackalloc ulong[] { Of(x), Of(norm), Of(eps), Of(weight), Of(y), Of(dim), Of(outputs) });
                return;
            }

            Norm(tokens, norm);
            products.Linear(h, weight, y, tokens, dim, outputs);
        }

        private void AddProduct(int tokens, IntPtr input, IntPtr weight, int inputs)
        {
            if (tokens == 1)
                kernels["product_added"].Launch(Blocks(dim), 1, Block, elementBytes * inputs, stackalloc ulong[] { Of(input), Of(weight), Of(x), Of(inputs), Of(dim) });
            else
                products.LinearSingle(input, weight, x, tokens, inputs, dim, add: true);
        }

        private void FeedForward(int tokens, IntPtr norm, IntPtr weight)
        {
            if (tokens == 1)
            {
                kernels["norm_swiglu_product"].Launch(
                    Blocks(feed), 1, Block, elementBytes * dim, stackalloc ulong[] { Of(x), Of(norm), Of(eps), Of(weight), Of(gated), Of(dim), Of(feed) });
                return;
            }

            Norm(tokens, norm);
            products.Linear(h, weight, gateUp, tokens, dim, 2 * feed);
            int packs = feed * elementBytes / 16;
            kernels["swiglu"].Launch((packs + Block - 1) / Block, tokens, Block, 0, stackalloc ulong[] { Of(gateUp), Of(gated), Of(feed) });
        }

        private void Rotate(int tokens, int w, IntPtr cache, long width) =>
            kernels["rotate_and_keep"].Launch(tokens, (heads + 2 * kv + 3) / 4, 128, 0, stackalloc ulong[]
            {
                Of(qkv), Of(weights[w + 2]), Of(weights[w + 3]), Of(weights[w + 4]), Of(eps), Of(At), Of(Slots), Of(cos), Of(sin), Of(cache), Of(heads), Of(kv),
                Of(headDim), Of(width),
            });

        /// <summary>Few blocks get more warps each, which share the keys.</summary>
        private void Attend(int tokens, IntPtr cache, long width)
        {
            int group = heads / kv, together = tokens * heads < 1024 || group > 8 ? 1 : group;
            int parts = together == 1 ? 8 : Math.Max(1, 4 / group);
            int shared = 4 * (together * headDim + (parts > 1 ? parts * together * (headDim + 2) : 0));
            kernels["attend"].Launch(tokens, heads / together, 32 * together * parts, shared, stackalloc ulong[]
            {
                Of(qkv), Of(cache), Of(At), Of(Slots), Of(attended), Of(heads), Of(kv), Of(headDim), Of(width), Of(scale), Of(together), Of(parts),
            });
        }
    }
}
