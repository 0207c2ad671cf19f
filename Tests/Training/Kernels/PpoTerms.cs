#nullable enable
using System;
using System.Linq;
using Repartee.Training.Actor;
using Repartee.Training.Kernels;
using Repartee.Training.Tests.Actor;
using TorchSharp;
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

        internal double Weight { get; init; } = 1;

        internal double Importance { get; init; } = 1;
    }

    /// <summary>Calls the kernel's <c>policy_terms</c> and <c>value_terms</c> on one token, or on some that are alike.</summary>
    internal sealed class PpoTerms
    {
        private readonly torch.jit.CompilationUnit unit;

        internal PpoTerms()
            : this(KernelUnit.Shared)
        {
        }

        /// <param name="unit">Holds the two functions: the real ones, or some with a mistake.</param>
        internal PpoTerms(torch.jit.CompilationUnit unit)
        {
            this.unit = unit;
        }

        internal int Tokens { get; init; } = 1;

        internal bool ClipsPolicy { get; init; } = true;

        internal bool ClipsValue { get; init; } = true;

        internal double ClipHigh { get; init; } = 0.2;

        internal double DualClip { get; init; } = 1e30;

        internal double ValueClip { get; init; } = 0.2;

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
                new[] { token.Old, token.Reference, token.Advantage, token.Return, token.OldValue, token.Weight, token.Importance }
                    .SelectMany(column => Enumerable.Repeat((float)column, Tokens)).ToArray(),
                new long[] { PpoLossKernel.Columns, Tokens }, TinyActor.Device);
            var coefficients = HostCopy.ToDevice(
                new[]
                {
                    0.2f, (float)ClipHigh, (float)DualClip, (float)ValueClip, (float)ValueCoefficient, (float)EntropyCoefficient,
                    (float)KlCoefficient, 20f,
                },
                new long[] { 8 }, TinyActor.Device);
            var (loss, metrics) = ((Tensor, Tensor))unit.invoke(
                "policy_terms", logProbs, entropies, columns, coefficients, Estimator, ClipsPolicy)!;
            var (valueLoss, valueMetrics) = ((Tensor, Tensor))unit.invoke("value_terms", values, columns, coefficients, ClipsValue)!;
            loss.backward();
            var sums = HostCopy.Floats(metrics).Zip(HostCopy.Floats(valueMetrics), (a, b) => a + b).ToArray();
            return new PpoTermsResult(HostCopy.Floats(loss)[0] + HostCopy.Floats(valueLoss)[0], HostCopy.Floats(logProbs.grad!)[0], sums);
        }

        private Tensor Vector(double value) =>
            HostCopy.ToDevice(Enumerable.Repeat((float)value, Tokens).ToArray(), new long[] { Tokens }, TinyActor.Device);
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
