#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Repartee.Conversation;

namespace Repartee.Frozen.Tests.Decoding
{
    /// <summary>The rule of the sampling kernel in training, in double precision and by sorting: the penalty, the temperature, likelier
    /// tokens together below top-p and fewer than top-k, then the inverse of the cumulative distribution in the order of ids.</summary>
    internal static class NaiveSampler
    {
        /// <summary>Probability of each token to be drawn; null where rounding decides which tokens are kept.</summary>
        internal static double[]? Probabilities(float[] logits, SamplingOptions sampling, IReadOnlyCollection<int> said)
        {
            double[] p = Softmax(logits.Select((logit, i) => !said.Contains(i) ? logit
                : logit > 0 ? logit / sampling.RepetitionPenalty : logit * sampling.RepetitionPenalty), sampling.Temperature);
            int[] order = Enumerable.Range(0, p.Length).OrderByDescending(i => p[i]).ThenBy(i => i).ToArray();
            int most = sampling.TopK > 0 ? sampling.TopK : p.Length;
            double before = 0;
            for (int rank = 0; rank < order.Length; rank++)
            {
                double own = p[order[rank]];
                if (sampling.TopP < 1 && Math.Abs(before - sampling.TopP) < 1e-5) return null;
                if (rank >= most || (sampling.TopP < 1 && before >= sampling.TopP)) p[order[rank]] = 0;
                before += own;
            }

            double kept = p.Sum();
            return p.Select(one => one / kept).ToArray();
        }

        /// <summary>The token; -1 where rounding decides which.</summary>
        internal static int Draw(float[] logits, SamplingOptions sampling, IReadOnlyCollection<int> said, double uniform)
        {
            double[]? p = Probabilities(logits, sampling, said);
            if (p is null) return -1;
            double sum = 0;
            for (int token = 0; token < p.Length; token++)
            {
                sum += p[token];
                if (Math.Abs(sum - uniform) < 1e-5 && p[token] > 0) return -1;
                if (sum > uniform) return token;
            }

            return -1;
        }

        internal static double[] Softmax(IEnumerable<float> logits, double temperature) => Softmax(logits.Select(l => (double)l), temperature);

        private static double[] Softmax(IEnumerable<double> logits, double temperature)
        {
            double[] scaled = logits.Select(logit => logit / temperature).ToArray();
            double most = scaled.Max(), sum = scaled.Sum(logit => Math.Exp(logit - most));
            return scaled.Select(logit => Math.Exp(logit - most) / sum).ToArray();
        }
    }
}
