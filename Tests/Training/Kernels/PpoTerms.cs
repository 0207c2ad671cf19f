#nullable enable
using System;
using System.Linq;
using Repartee.Training.Actor;
using Repartee.Training.Kernels;
using Repartee.Training.Tests.Actor;
using static TorchSharp.torch;

namespace Repartee.Training.Tests.Kernels
{
    /// <summary>What was recorded for a token.</summary>
    internal sealed class PpoToken
    {
        internal double Old { get; init; }

        internal double Reference { get; init; }

        internal double Advantage { get; init; }

        internal double Return { get; init; }

        internal double OldValue { get; init; }

        internal double Importance { get; init; } = 1;
    }

    /// <summary>Calls the kernel's <c>policy_terms</c> and <c>value_terms</c> on one token of weight 1.</summary>
    internal sealed class PpoTerms
    {
        internal double ClipHigh { get; init; } = 0.2;

        internal double DualClip { get; init; } = 1e30;

        internal double ValueCoefficient { get; init; }

        internal double EntropyCoefficient { get; init; }

        internal double Entropy { get; init; }

        internal double KlCoefficient { get; init; }

        internal int Estimator { get; init; }

        internal PpoTermsResult Evaluate(double logProb, double value, PpoToken token)
        {
            using var scope = NewDisposeScope();
            var logProbs = Vector(logProb);
            logProbs.requires_grad = true;
            var entropies = Vector(Entropy);
            var values = Vector(value);
            var columns = HostCopy.ToDevice(
                new[] { (float)token.Old, (float)token.Reference, (float)token.Advantage, (float)token.Return, (float)token.OldValue, 1f, (float)token.Importance },
                new long[] { PpoLossKernel.Columns, 1 }, TinyActor.Device);
            var coefficients = HostCopy.ToDevice(
                new[]
                {
                    0.2f, (float)ClipHigh, (float)DualClip, 0.2f, (float)ValueCoefficient, (float)EntropyCoefficient,
                    (float)KlCoefficient, 20f,
                },
                new long[] { 8 }, TinyActor.Device);
            var (loss, metrics) = ((Tensor, Tensor))KernelUnit.Shared.invoke(
                "policy_terms", logProbs, entropies, columns, coefficients, Estimator, true)!;
            var (valueLoss, valueMetrics) = ((Tensor, Tensor))KernelUnit.Shared.invoke("value_terms", values, columns, coefficients, true)!;
            loss.backward();
            var sums = HostCopy.Floats(metrics).Zip(HostCopy.Floats(valueMetrics), (a, b) => a + b).ToArray();
            return new PpoTermsResult(HostCopy.Floats(loss)[0] + HostCopy.Floats(valueLoss)[0], HostCopy.Floats(logProbs.grad!)[0], sums);
        }

        private static Tensor Vector(double value) => HostCopy.ToDevice(new[] { (float)value }, new long[] { 1 }, TinyActor.Device);
    }

    /// <summary>Loss of one token, its gradient with respect to the log-prob, and the metrics.</summary>
    internal sealed class PpoTermsResult
    {
        private readonly float[] metrics;

        internal PpoTermsResult(float loss, float gradient, float[] metrics)
        {
            Loss = loss;
            Gradient = gradient;
            this.metrics = metrics;
        }

        internal float Loss { get; }

        internal float Gradient { get; }

        internal float this[string metric] => metrics[Array.IndexOf(PpoLossKernel.Metrics, metric)];
    }
}
