#nullable enable
using System.Collections.Generic;

namespace Repartee.Frozen.Decoding
{
    /// <summary>
    /// Makes tokens that were said rarer (Keskar et al. 2019, arXiv 1909.05858): a logit above 0 is divided by the penalty, any other
    /// multiplied by it, once however often the token was said.
    /// </summary>
    internal readonly unsafe struct RepetitionPenalty
    {
        private readonly List<int> said;
        private readonly float penalty;

        private RepetitionPenalty(List<int> said, float penalty)
        {
            this.said = said;
            this.penalty = penalty;
        }

        /// <summary>Changes the logits of tokens that were said.</summary>
        internal static RepetitionPenalty Apply(float* logits, List<int> said, float penalty)
        {
            for (int i = 0; i < said.Count; i++)
            {
                if (said.IndexOf(said[i]) < i) continue;
                float* logit = logits + said[i];
                *logit = *logit > 0 ? *logit / penalty : *logit * penalty;
            }

            return new RepetitionPenalty(said, penalty);
        }

        /// <summary>What a logit was before.</summary>
        internal float Of(float* logits, int token)
        {
            float logit = logits[token];
            if (!said.Contains(token)) return logit;
            return logit > 0 ? logit * penalty : logit / penalty;
        }
    }
}
