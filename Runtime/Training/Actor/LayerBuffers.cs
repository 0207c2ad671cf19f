#nullable enable
using System;
using System.Collections.Generic;
using Repartee.Training.Cuda;
using Repartee.Training.Kernels;
using static TorchSharp.torch;

namespace Repartee.Training.Actor
{
    /// <summary>What the way back through a layer needs. Owns what attention returned, not the rest.</summary>
    internal sealed class LayerBuffers
    {
        private readonly DeviceAddress addresses;
        private readonly IntPtr ranks;
        private readonly IntPtr rankGradient;
        private readonly Tensor qkv;                                            // (T,H+2K,d)
        private Tensor[] attention = Array.Empty<Tensor>();                     // out (T,H,d), log-sums, two more

        internal LayerBuffers(
            ActorNetwork network, DeviceAddress addresses, int tokens, int rank, IntPtr rankGradient, Func<long, IntPtr> buffer,
            ICollection<IDisposable> owned)
        {
            this.addresses = addresses;
            this.rankGradient = rankGradient;
            ranks = buffer(2L * tokens * RankBuffers.Projections * rank);
            var config = network.Config;
            NormedInput = buffer(2L * tokens * config.HiddenSize);
            Middle = buffer(4L * tokens * config.HiddenSize);
            NormedMiddle = buffer(2L * tokens * config.HiddenSize);
            GateUp = buffer(4L * tokens * config.IntermediateSize);
            qkv = empty(
                new long[] { tokens, config.Heads + 2 * config.KeyValueHeads, config.HeadDim }, dtype: ScalarType.BFloat16, device: network.Device)
                .DetachFromDisposeScope();
            owned.Add(qkv);
            Qkv = addresses.Of(qkv);
        }

        /// <summary>(T,D) elements.</summary>
        internal IntPtr NormedInput { get; }

        /// <summary>(T,(H+2K) d) elements, turned; on the way back their gradient.</summary>
        internal IntPtr Qkv { get; }

        /// <summary>(T,D) float32: the residual stream after attention.</summary>
        internal IntPtr Middle { get; }

        /// <summary>(T,D) elements.</summary>
        internal IntPtr NormedMiddle { get; }

        /// <summary>(T,2F) elements; on the way back their gradient.</summary>
        internal IntPtr GateUp { get; }

        /// <summary>What low-rank products keep.</summary>
        internal RankBuffers Rank { get; private set; }

        /// <summary>(T,H d) elements.</summary>
        internal IntPtr AttendedAddress => addresses.Of(attention[0]);

        internal void UseRank(int rank) => Rank = new RankBuffers(ranks, rankGradient, rank);

        internal void Attend(FlatRows rows, int heads, int kv)
        {
            Forget();
            using var part = qkv.narrow(0, 0, rows.Tokens);
            var (attended, sums, first, second) = ((Tensor, Tensor, Tensor, Tensor))FlashAttentionKernel.Shared.invoke(
                "attend", part, rows.Starts, rows.Longest, heads, kv)!;
            attention = new[] { attended, sums, first, second };
            foreach (var tensor in attention)
                tensor.DetachFromDisposeScope();
        }

        internal (Tensor Dq, Tensor Dk, Tensor Dv) AttendBack(Tensor gradient, FlatRows rows, int heads, int kv)
        {
            using var part = qkv.narrow(0, 0, rows.Tokens);
            return ((Tensor, Tensor, Tensor))FlashAttentionKernel.Shared.invoke(
                "attend_back", gradient, part, attention[0], attention[1], attention[2], attention[3], rows.Starts, rows.Longest, heads, kv)!;
        }

        internal void Forget()
        {
            foreach (var tensor in attention)
                tensor.Dispose();
            attention = Array.Empty<Tensor>();
        }
    }
}
