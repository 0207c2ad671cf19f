#nullable enable
using System;
using Repartee.Sessions;
using Repartee.Training.Experience;

namespace Repartee.Training.Ppo
{
    /// <summary>
    /// r_t = −β·KL_t + 1[t ends reply i]·score_i (Ziegler et al. 2019, section 2.1): one score a reply, on its last chosen token.
    /// </summary>
    internal static class TokenRewards
    {
        /// <param name="episode">L chosen tokens over all replies.</param>
        /// <param name="logProbs">log π of each chosen token (L).</param>
        /// <param name="reference">log π_ref (L); null: no reference, no KL.</param>
        /// <param name="coefficient">β.</param>
        /// <param name="options">Placement, estimator and the missing-stop penalty.</param>
        internal static double[] Compute(Episode episode, float[] logProbs, float[]? reference, double coefficient, PpoOptions options)
        {
            var rewards = new double[episode.ActionCount];
            if (reference != null && options.KlPlacement == KlPlacement.Reward)
            {
                for (int t = 0; t < rewards.Length; t++)
                    rewards[t] = -coefficient * KlEstimators.Value(options.KlEstimator, (double)logProbs[t] - reference[t]);
            }

            int next = 0;
            foreach (var reply in episode.Replies)
            {
                next += reply.Length;
                rewards[next - 1] += reply.Score - (reply.Truncated ? options.MissingStopPenalty : 0.0);
            }

            return rewards;
        }
    }
}
