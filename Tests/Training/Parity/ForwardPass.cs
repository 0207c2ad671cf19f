#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Repartee.Training.Actor;
using Repartee.Training.Kernels;
using static TorchSharp.torch;

namespace Repartee.Training.Tests.Parity
{
    /// <summary>Logits of the trunk and the head, without gradients.</summary>
    internal static class ForwardPass
    {
        /// <summary>Logits after each token of each row (T·V each), from one batch that is padded on the right.</summary>
        internal static float[][] Logits(Policy policy, params int[][] rows)
        {
            int vocabulary = policy.Network.Config.VocabSize;
            using var noGrad = no_grad();
            using var scope = NewDisposeScope();
            var after = rows.Select(r => new TokenRow(r, Enumerable.Range(1, r.Length).ToArray())).ToArray();
            using var packed = new PackedRows(policy.Network, after, padToken: 0);
            var hidden = TrunkPass.Infer(policy, packed.Ids);
            var chosen = (Tensor)KernelUnit.Shared.invoke("chosen", hidden, packed.Index)!;
            var all = HostCopy.Floats((Tensor)KernelUnit.Shared.invoke("logits_of", policy.Kernel, chosen)!);
            var logits = new float[rows.Length][];
            for (int i = 0, start = 0; i < rows.Length; start += logits[i++].Length)
                logits[i] = all.AsSpan(start, rows[i].Length * vocabulary).ToArray();
            return logits;
        }

        /// <summary>Log-probability of each token of a continuation, all read in one pass.</summary>
        internal static float[] LogProbs(Policy policy, IReadOnlyList<int> prompt, IReadOnlyList<int> continuation)
        {
            using var noGrad = no_grad();
            using var scope = NewDisposeScope();
            var row = new TokenRow(prompt.Concat(continuation).ToArray(), Enumerable.Range(prompt.Count, continuation.Count).ToArray());
            using var packed = new PackedRows(policy.Network, new[] { row }, padToken: 0);
            using var temperature = HostCopy.ToDevice(new[] { 1f }, Array.Empty<long>(), policy.Network.Device);
            var hidden = TrunkPass.Infer(policy, packed.Ids);
            var (logProbs, _) = ((Tensor, Tensor))KernelUnit.Shared.invoke(
                "score", policy.Kernel, hidden, packed.Index, packed.Targets, temperature)!;
            return HostCopy.Floats(logProbs);
        }

        /// <summary>Largest difference; infinite where a number is none or shapes differ.</summary>
        internal static double Gap(float[][] found, float[][] expected) => Differences(found, expected).Max();

        /// <summary>Root of the mean squared difference.</summary>
        internal static double MeanGap(float[][] found, float[][] expected) => Math.Sqrt(Differences(found, expected).Average(d => d * d));

        /// <summary>NaN is made infinite because it is less than every bound in .NET's order.</summary>
        private static IEnumerable<double> Differences(float[][] found, float[][] expected)
        {
            if (!found.Select(f => f.Length).SequenceEqual(expected.Select(e => e.Length)))
                return new[] { double.PositiveInfinity };
            return found.SelectMany(f => f).Zip(expected.SelectMany(e => e), (a, b) => Math.Abs((double)a - b))
                .Select(d => double.IsNaN(d) ? double.PositiveInfinity : d);
        }
    }
}
