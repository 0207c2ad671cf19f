#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Repartee.Training.Actor;
using Repartee.Training.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace Repartee.Training.Supervised
{
    /// <summary>Calls the cross-entropy kernel on micro-batches; each chosen token of a batch weighs the same, whatever the split.</summary>
    internal sealed class SupervisedLoss : IDisposable
    {
        private readonly ActorNetwork network;
        private readonly ActorWeights weights;
        private readonly int padToken;
        private readonly Tensor total;
        private int batches;

        internal SupervisedLoss(ActorNetwork network, ActorWeights weights, int padToken)
        {
            this.network = network;
            this.weights = weights;
            this.padToken = padToken;
            total = zeros(Array.Empty<long>(), dtype: ScalarType.Float32, device: network.Device);
        }

        /// <summary>Adds one batch's mean gradient to the arena.</summary>
        internal void Backward(IReadOnlyList<TokenRow> batch, int rowsPerPass)
        {
            int count = batch.Sum(row => row.Chosen.Length);
            foreach (var rows in Passes(batch, rowsPerPass))
            {
                using var scope = NewDisposeScope();
                using var loss = Invoke(rows, count, total);
                loss.backward();
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

        /// <summary>Mean loss of a token over rows, without learning.</summary>
        internal double Measure(IReadOnlyList<TokenRow> rows, int rowsPerPass)
        {
            using var noGrad = no_grad();
            using var scratch = zeros(Array.Empty<long>(), dtype: ScalarType.Float32, device: network.Device);
            int count = rows.Sum(row => row.Chosen.Length);
            foreach (var pass in Passes(rows.OrderBy(row => row.Tokens.Length).ToArray(), rowsPerPass))
            {
                using var scope = NewDisposeScope();
                using var loss = Invoke(pass, count, scratch);
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

        /// <summary>The share of these rows in the mean over <paramref name="count"/> tokens; also added to <paramref name="sum"/>.</summary>
        private Tensor Invoke(TokenRow[] rows, int count, Tensor sum)
        {
            var config = network.Config;
            using var packed = new PackedRows(network, rows, padToken);
            var host = new float[packed.PaddedCount];
            host.AsSpan(0, packed.Count).Fill(1f / count);
            using var shares = HostCopy.ToDevice(host, new long[] { packed.PaddedCount }, network.Device);
            return (Tensor)KernelUnit.Shared.invoke(
                "cross_entropy", weights.Kernel, packed.Ids, packed.Index, packed.Targets, shares, sum, network.Rotary.Cos, network.Rotary.Sin,
                config.Layers, config.Heads, config.KeyValueHeads, network.Epsilon)!;
        }
    }
}
