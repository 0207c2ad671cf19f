#nullable enable
using System;
using System.Collections.Generic;
using Repartee.Training.Actor;
using Repartee.Training.Kernels;
using static TorchSharp.torch;

namespace Repartee.Training.Ppo
{
    /// <summary>
    /// What one update measured. Means are over chosen tokens, whatever the split into mini- and micro-batches. Names are TRL's where it
    /// has one.
    /// </summary>
    internal sealed class PpoMetrics : IDisposable
    {
        /// <summary>Index of policy/approxkl_avg among the kernel's sums.</summary>
        internal const int ApproximateKl = 3;

        private const int Ratio = 6;

        private readonly List<(Tensor Means, int Tokens, Tensor Norm)> unread = new List<(Tensor, int, Tensor)>();
        private readonly double[] sums = new double[PpoLossKernel.Metrics.Length];
        private double normSum;
        private long tokens;
        private int steps;

        /// <summary>Whether the update's KL went past its bound, so that remaining steps were left out.</summary>
        internal bool StoppedEarly { get; set; }

        /// <summary>Steps left out because a gradient was not finite.</summary>
        internal int SkippedSteps { get; private set; }

        /// <summary>Mean ratio in the first minibatch: 1 when all tokens come from the present weights.</summary>
        internal double FirstRatio { get; private set; } = double.NaN;

        /// <summary>All values by name.</summary>
        internal Dictionary<string, double> Values { get; } = new Dictionary<string, double>();

        /// <summary>Takes in one minibatch: its token means, their number, and the gradient norm before the clip, on the device. Owns them.</summary>
        internal void Add(Tensor means, int minibatchTokens, Tensor norm) => unread.Add((means, minibatchTokens, norm));

        /// <summary>Reads what was taken in. Waits for the device.</summary>
        internal void Read()
        {
            foreach (var (means, minibatchTokens, norm) in unread)
                Add(HostCopy.Floats(means), minibatchTokens, HostCopy.Floats(norm)[0]);
            Dispose();
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            foreach (var (means, _, norm) in unread)
            {
                means.Dispose();
                norm.Dispose();
            }

            unread.Clear();
        }

        private void Add(float[] means, int minibatchTokens, float norm)
        {
            if (double.IsNaN(FirstRatio))
                FirstRatio = means[Ratio];
            steps++;
            if (float.IsNaN(norm) || float.IsInfinity(norm))
            {
                SkippedSteps++;
                return;
            }

            normSum += norm;
            tokens += minibatchTokens;
            for (int i = 0; i < sums.Length; i++)
                sums[i] += (double)means[i] * minibatchTokens;
        }

        /// <summary>Fills <see cref="Values"/>.</summary>
        internal void Summarize(PreparedBuffer buffer, double klCoefficient, double learningRate)
        {
            for (int i = 0; i < sums.Length; i++)
                Values[PpoLossKernel.Metrics[i]] = sums[i] / Math.Max(1, tokens);
            Values["policy/grad_norm"] = normSum / Math.Max(1, steps - SkippedSteps);
            Values["policy/skipped_steps"] = SkippedSteps;
            Values["policy/stopped_early"] = StoppedEarly ? 1 : 0;
            Values["policy/stale_share"] = buffer.StaleShare;
            Values["policy/logprob_gap"] = buffer.LogProbGap;
            Values["val/ratio_first"] = FirstRatio;
            Values["val/explained_variance"] = buffer.ExplainedVariance;
            Values["objective/kl"] = buffer.SequenceKl;
            Values["objective/kl_coef"] = klCoefficient;
            Values["objective/entropy"] = buffer.Entropy;
            Values["objective/non_score_reward"] = -buffer.KlPenalty;
            Values["lr"] = learningRate;
            if (buffer.Importance is ImportanceWeights importance)
                Summarize(importance);
        }

        private void Summarize(ImportanceWeights importance)
        {
            Values["replay/weight_mean"] = importance.Mean;
            Values["replay/weight_max"] = importance.Largest;
            Values["replay/capped_share"] = importance.CappedShare;
            Values["replay/effective_samples"] = importance.EffectiveShare;
            Values["replay/drift"] = importance.Drift;
            Values["replay/dropped"] = importance.Dropped;
        }
    }
}
