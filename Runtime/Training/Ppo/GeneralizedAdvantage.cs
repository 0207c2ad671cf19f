#nullable enable
using System;

namespace Repartee.Training.Ppo
{
    /// <summary>
    /// Generalized advantage estimation (Schulman et al. 2016, arXiv 1506.02438, equation 16):
    /// δ_t = r_t + γ·V_{t+1} − V_t, A_t = δ_t + γλ·A_{t+1}, R_t = A_t + V_t.
    /// </summary>
    internal static class GeneralizedAdvantage
    {
        /// <summary>
        /// Over the chosen tokens of one episode, in order: what others said in between is left out, so that a gap in the conversation
        /// changes nothing.
        /// </summary>
        /// <param name="rewards">r (L).</param>
        /// <param name="values">V (L), the critic's value before each chosen token.</param>
        /// <param name="gamma">Discount γ, 0..1.</param>
        /// <param name="lambda">λ, 0..1: 0 is the one-step error, 1 the whole return.</param>
        /// <param name="bootstrap">V_{L+1}: 0 for an ended episode, the critic's last estimate for an interrupted one.</param>
        /// <param name="advantages">Receives A (L).</param>
        /// <param name="returns">Receives R (L), from the advantages before any whitening.</param>
        internal static void Compute(
            ReadOnlySpan<double> rewards, ReadOnlySpan<float> values, double gamma, double lambda, double bootstrap, Span<double> advantages, Span<double> returns)
        {
            double next = 0, nextValue = bootstrap;
            for (int t = rewards.Length - 1; t >= 0; t--)
            {
                double delta = rewards[t] + gamma * nextValue - values[t];
                next = delta + gamma * lambda * next;
                advantages[t] = next;
                returns[t] = next + values[t];
                nextValue = values[t];
            }
        }
    }
}
