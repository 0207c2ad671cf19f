#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Repartee.Conversation;
using Repartee.Training.Actor;
using Repartee.Training.Kernels;
using static TorchSharp.torch;

namespace Repartee.Training.Supervised
{
    /// <summary>Calls the cross-entropy kernel on micro-batches; each chosen token of a batch weighs the same, whatever the split.</summary>
    internal sealed class SupervisedLoss : IDisposable
    {
        private readonly Policy policy;
        private readonly Policy measured;
        private readonly ulong? dropoutSeed;
        private readonly bool checkpoint;
        private readonly int padToken;
        private readonly Tensor total;
        private int batches;
        private ulong passes;

        /// <param name="policy">What learns.</param>
        /// <param name="checkpoint">Whether layers are computed again on the way back instead of kept.</param>
        /// <param name="padToken">Fills rows up.</param>
        /// <param name="measured">The same without dropout.</param>
        /// <param name="dropoutSeed">Decides what is dropped; null where nothing is.</param>
        internal SupervisedLoss(Policy policy, bool checkpoint, int padToken, Policy measured, ulong? dropoutSeed)
        {
            this.policy = policy;
            this.measured = measured;
            this.dropoutSeed = dropoutSeed;
            this.checkpoint = checkpoint;
            this.padToken = padToken;
            total = zeros(Array.Empty<long>(), dtype: ScalarType.Float32, device: policy.Network.Device);
        }

        /// <summary>Adds one batch's mean gradient to the arena.</summary>
        internal void Backward(IReadOnlyList<TokenRow> batch, int rowsPerPass)
        {
            int count = batch.Sum(row => row.Chosen.Length);
            foreach (var rows in Passes(batch, rowsPerPass))
            {
                using var scope = NewDisposeScope();
                using var packed = new PackedRows(policy.Network, rows, padToken, policy.TakesFlatRows);
                ulong? seed = dropoutSeed is ulong run ? CounterRandom.Derive(run, passes++) : default(ulong?);
                using var pass = new TrunkPass(policy, packed, checkpoint, seed);
                AddLosses(packed, pass.Hidden, count, total, backward: true);
                pass.Backward();
            }

            batches++;
        }

        /// <summary>Mean loss of a token since the last call.</summary>
        internal double TakeMean()
        {
            using var noGrad = no_grad();
            double mean = HostCopy.Floats(total)[0] / Math.Max(1, batches);
            using var same = total.zero_();                                     // a second object for the same tensor
            batches = 0;
            return mean;
        }

        /// <summary>What was added up since the last mean, of how many batches, and the passes that decide what is dropped.</summary>
        internal (float Total, int Batches, long Passes) Place => (HostCopy.Floats(total)[0], batches, (long)passes);

        /// <summary>Goes on from a place.</summary>
        internal void GoTo(float sum, int batchCount, long passCount)
        {
            using var noGrad = no_grad();
            using var value = HostCopy.ToDevice(new[] { sum }, Array.Empty<long>(), policy.Network.Device);
            total.copy_(value);
            batches = batchCount;
            passes = (ulong)passCount;
        }

        /// <summary>Mean loss of a token over rows, without learning.</summary>
        internal double Measure(IReadOnlyList<TokenRow> rows, int rowsPerPass)
        {
            using var noGrad = no_grad();
            using var scratch = zeros(Array.Empty<long>(), dtype: ScalarType.Float32, device: policy.Network.Device);
            int count = rows.Sum(row => row.Chosen.Length);
            foreach (var pass in Passes(rows.OrderBy(row => row.Tokens.Length).ToArray(), rowsPerPass))
            {
                using var scope = NewDisposeScope();
                using var packed = new PackedRows(policy.Network, pass, padToken, measured.TakesFlatRows);
                using var hidden = TrunkPass.Infer(measured, packed);
                AddLosses(packed, hidden, count, scratch, backward: false);
            }

            return HostCopy.Floats(scratch)[0];
        }

        /// <inheritdoc/>
        public void Dispose() => total.Dispose();

        private static IEnumerable<TokenRow[]> Passes(IReadOnlyList<TokenRow> rows, int rowsPerPass)
        {
            for (int start = 0; start < rows.Count; start += rowsPerPass)
                yield return rows.Skip(start).Take(rowsPerPass).ToArray();
        }

        /// <summary>The shares of these rows, part by part, in the mean over <paramref name="count"/> tokens; each is also added to
        /// <paramref name="sum"/>.</summary>
        private void AddLosses(PackedRows packed, Tensor hidden, int count, Tensor sum, bool backward)
        {
            var host = new float[packed.PaddedCount];
            host.AsSpan(0, packed.Count).Fill(1f / count);
            using var shares = HostCopy.ToDevice(host, new long[] { packed.PaddedCount }, policy.Network.Device);
            foreach (var chunk in packed.Chunks())
            {
                using var scope = NewDisposeScope();
                using var part = chunk.Of(shares);
                using var loss = (Tensor)KernelUnit.Shared.invoke(
                    "cross_entropy", policy.Kernel, hidden, chunk.Index, chunk.Targets, part, sum)!;
                if (backward)
                    loss.backward();
            }
        }
    }
}
