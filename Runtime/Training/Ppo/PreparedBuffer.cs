#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Repartee.Sessions;
using Repartee.Training.Experience;

namespace Repartee.Training.Ppo
{
    /// <summary>
    /// A buffer with everything the epochs need, per chosen token: old and reference log-probs, old values, advantages, returns. Plain
    /// host arrays; what is whitened is whitened over the whole buffer.
    /// </summary>
    internal sealed class PreparedBuffer
    {
        private PreparedBuffer(IReadOnlyList<Episode> episodes)
        {
            Episodes = episodes;
            int count = episodes.Count;
            OldLogProbs = new float[count][];
            Reference = new float[count][];
            OldValues = new float[count][];
            Advantages = new double[count][];
            Returns = new double[count][];
        }

        internal IReadOnlyList<Episode> Episodes { get; }

        internal float[][] OldLogProbs { get; }

        /// <summary>Equal to <see cref="OldLogProbs"/> when there is no reference, so that every KL estimate is 0.</summary>
        internal float[][] Reference { get; }

        internal float[][] OldValues { get; }

        internal double[][] Advantages { get; }

        internal double[][] Returns { get; }

        /// <summary>Of recorded episodes; null for those of the trainer's own actor.</summary>
        internal ImportanceWeights? Importance { get; private set; }

        /// <summary>Mean over episodes of Σ_t (log π − log π_ref), nats; of recorded ones with their weights.</summary>
        internal double SequenceKl { get; private set; }

        /// <summary>Mean entropy a chosen token, nats.</summary>
        internal double Entropy { get; private set; }

        /// <summary>Mean over episodes of what was taken off the score for KL: Σ_t β·KL_t; 0 where the penalty acts in the loss.</summary>
        internal double KlPenalty { get; private set; }

        /// <summary>Largest |stored − recomputed| log-prob of tokens that the present weights sampled, nats.</summary>
        internal double LogProbGap { get; private set; }

        /// <summary>Share of tokens that older weights sampled.</summary>
        internal double StaleShare { get; private set; }

        /// <summary>1 − Var(R − V)/Var(R) over chosen tokens: how much of the return the critic foresaw.</summary>
        internal double ExplainedVariance { get; private set; }

        internal int TokenCount => Episodes.Sum(e => e.ActionCount);

        /// <param name="episodes">The buffer.</param>
        /// <param name="current">Scores by the learner's present weights.</param>
        /// <param name="reference">Scores by the reference, or null.</param>
        /// <param name="policyVersion">Version of the learner's present weights.</param>
        /// <param name="klCoefficient">β.</param>
        /// <param name="options">PPO's options.</param>
        /// <param name="importance">Of recorded episodes; null for those of the trainer's own actor.</param>
        internal static PreparedBuffer Prepare(
            IReadOnlyList<Episode> episodes, TokenScores[] current, TokenScores[]? reference, long policyVersion, double klCoefficient,
            PpoOptions options, ImportanceWeights? importance = null)
        {
            var buffer = new PreparedBuffer(episodes) { Importance = importance };
            for (int i = 0; i < episodes.Count; i++)
            {
                var scores = current[i];
                buffer.OldLogProbs[i] = importance is null ? buffer.ChooseOldLogProbs(episodes[i], scores, policyVersion) : scores.LogProbs;
                buffer.Reference[i] = reference is null ? buffer.OldLogProbs[i] : reference[i].LogProbs;
                buffer.OldValues[i] = scores.Values;
                var rewards = TokenRewards.Compute(episodes[i], buffer.OldLogProbs[i], reference?[i].LogProbs, klCoefficient, options);
                buffer.Advantages[i] = new double[rewards.Length];
                buffer.Returns[i] = new double[rewards.Length];
                GeneralizedAdvantage.Compute(
                    rewards, scores.Values, options.Gamma, options.Lambda, scores.ValueAfter, buffer.Advantages[i], buffer.Returns[i]);
                for (int t = 0; t < rewards.Length; t++)
                {
                    double d = (double)buffer.OldLogProbs[i][t] - buffer.Reference[i][t];
                    double weight = importance?.Values[i][t] ?? 1.0;
                    buffer.SequenceKl += weight * d / episodes.Count;
                    if (options.KlPlacement == KlPlacement.Reward)
                        buffer.KlPenalty += weight * klCoefficient * KlEstimators.Value(options.KlEstimator, d) / episodes.Count;
                    buffer.Entropy += scores.Entropies[t];
                }
            }

            buffer.Entropy /= buffer.TokenCount;
            buffer.StaleShare /= buffer.TokenCount;
            buffer.ExplainedVariance = buffer.MeasureExplainedVariance();
            if (options.WhitenAdvantages)
                buffer.Whiten();
            return buffer;
        }

        /// <summary>
        /// Tokens of the present weights get log-probs from the trainer's own pass, so that the ratio starts at exactly 1; tokens of older
        /// weights keep those they were sampled with.
        /// </summary>
        private float[] ChooseOldLogProbs(Episode episode, TokenScores scores, long policyVersion)
        {
            var old = (float[])scores.LogProbs.Clone();
            int next = 0;
            foreach (var reply in episode.Replies)
            {
                for (int t = 0; t < reply.Length; t++, next++)
                {
                    if (reply.PolicyVersion == policyVersion)
                    {
                        LogProbGap = Math.Max(LogProbGap, Math.Abs((double)old[next] - reply.LogProbs[t]));
                    }
                    else
                    {
                        old[next] = reply.LogProbs[t];
                        StaleShare += 1;
                    }
                }
            }

            return old;
        }

        private double MeasureExplainedVariance()
        {
            var returns = Returns.SelectMany(r => r).ToArray();
            var errors = Returns.Zip(OldValues, (r, v) => r.Zip(v, (a, b) => a - b)).SelectMany(e => e).ToArray();
            double variance = Variance(returns);
            return variance < 1e-12 ? 0.0 : 1.0 - Variance(errors) / variance;
        }

        private static double Variance(double[] values)
        {
            double mean = values.Average();
            return values.Sum(v => (v - mean) * (v - mean)) / values.Length;
        }

        private void Whiten()
        {
            var all = Advantages.SelectMany(a => a).ToArray();
            Whitening.Apply(all, bessel: true);
            int n = 0;
            foreach (var advantages in Advantages)
            {
                Array.Copy(all, n, advantages, 0, advantages.Length);
                n += advantages.Length;
            }
        }
    }
}
