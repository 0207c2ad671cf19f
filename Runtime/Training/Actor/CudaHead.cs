#nullable enable
using System;
using Repartee.Training.Cuda;
using static Repartee.Training.Cuda.Argument;
using static TorchSharp.torch;

namespace Repartee.Training.Actor
{
    /// <summary>
    /// Log-probability and entropy of chosen tokens, there and back: their logits are the only thing as large as tokens times vocabulary, and
    /// become their own gradient. Owns its buffers. The trainer's thread.
    /// </summary>
    internal sealed class CudaHead : IDisposable
    {
        private const int Block = 256, Stretches = 16;

        private readonly ActorNetwork network;
        private readonly KernelModule kernels;
        private readonly MatrixProducts products;
        private readonly DeviceAddress addresses;
        private readonly int dim, vocabulary;
        private DeviceBuffer? logits, rows, sums;
        private Tensor? kept;                                                   // entropies of the last call
        private int room;

        internal CudaHead(ActorNetwork network, KernelModule kernels, MatrixProducts products, DeviceAddress addresses)
        {
            (this.network, this.kernels, this.products, this.addresses) = (network, kernels, products, addresses);
            (dim, vocabulary) = (network.Config.HiddenSize, network.Config.VocabSize);
        }

        internal (Tensor LogProbs, Tensor Entropies) Score(HeadView view, Tensor hidden, TokenChunk chunk, Tensor temperature)
        {
            int count = chunk.Count;
            Reserve(count);
            var logProbs = empty(new long[] { count }, dtype: ScalarType.Float32, device: network.Device);
            var entropies = empty(new long[] { count }, dtype: ScalarType.Float32, device: network.Device);
            kernels["gather_rows"].Launch(
                count, 1, Block, 0, stackalloc ulong[] { Of(addresses.Of(hidden)), Of(addresses.Of(chunk.Index)), Of(rows!.Address), Of(dim / 2) });
            products.Linear(rows.Address, view.Weight, logits!.Address, count, dim, vocabulary);
            kernels["token_terms"].Launch(count, 1, 1024, 0, stackalloc ulong[]
            {
                Of(logits.Address), Of(addresses.Of(chunk.Targets)), Of(addresses.Of(temperature)), Of(addresses.Of(logProbs)), Of(addresses.Of(entropies)),
                Of(sums!.Address), Of(vocabulary),
            });
            kept?.Dispose();
            kept = entropies.alias().DetachFromDisposeScope();
            return (logProbs, entropies);
        }

        internal void Back(HeadView view, TokenChunk chunk, Tensor temperature, Tensor toLogProbs, Tensor? toEntropies, Tensor hiddenGradient)
        {
            int count = chunk.Count;
            kernels["token_terms_back"].Launch(count, Stretches, Block, 0, stackalloc ulong[]
            {
                Of(logits!.Address), Of(addresses.Of(chunk.Targets)), Of(addresses.Of(temperature)), Of(addresses.Of(kept!)), Of(sums!.Address),
                Of(addresses.Of(toLogProbs)), Of(toEntropies is null ? IntPtr.Zero : addresses.Of(toEntropies)), Of(vocabulary),
            });
            if (view.Gradient != IntPtr.Zero)
                products.WeightGradient(logits.Address, vocabulary, rows!.Address, dim, view.Gradient, count, dim, vocabulary, 1f);
            products.InputGradient(logits.Address, vocabulary, view.Weight, rows!.Address, dim, count, dim, vocabulary, 1f, add: false);
            kernels["scatter_rows"].Launch(
                count, 1, Block, 0, stackalloc ulong[] { Of(rows.Address), Of(addresses.Of(chunk.Index)), Of(addresses.Of(hiddenGradient)), Of(dim) });
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            kept?.Dispose();
            logits?.Dispose();
            rows?.Dispose();
            sums?.Dispose();
        }

        private void Reserve(int count)
        {
            if (count <= room)
                return;
            logits?.Dispose();
            rows?.Dispose();
            sums?.Dispose();
            logits = new DeviceBuffer(addresses, network.Device, 2L * count * vocabulary);
            rows = new DeviceBuffer(addresses, network.Device, 2L * count * dim);
            sums = new DeviceBuffer(addresses, network.Device, 4L * count);
            room = count;
        }
    }

    /// <summary>Where the head's weight (V,D) lies, and its gradient, float32; zero where it does not learn.</summary>
    internal readonly struct HeadView
    {
        internal HeadView(DeviceAddress addresses, Tensor elements, PlacedWeights weights, int number)
        {
            long offset = weights.Offsets[number];
            Weight = (IntPtr)((long)addresses.Of(elements) + 2 * offset);
            Gradient = weights.Arena.Gradient is Tensor gradient ? (IntPtr)((long)addresses.Of(gradient) + 4 * offset) : IntPtr.Zero;
        }

        internal IntPtr Weight { get; }

        internal IntPtr Gradient { get; }
    }
}
