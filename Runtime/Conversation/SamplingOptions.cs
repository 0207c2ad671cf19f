#nullable enable
using System;

namespace Repartee.Conversation
{
    /// <summary>
    /// How tokens are drawn from the actor's distribution. Training samples from the whole distribution at
    /// <see cref="Temperature"/>; top-k, top-p and the repetition penalty are for play that is not learnt from, because PPO's ratio would
    /// compare two different distributions.
    /// </summary>
    public sealed record SamplingOptions
    {
        /// <summary>The whole distribution at temperature 1.</summary>
        public static SamplingOptions Default { get; } = new SamplingOptions();

        /// <summary>Always the likeliest token.</summary>
        public static SamplingOptions Greedy { get; } = new SamplingOptions { TopK = 1 };

        /// <summary>Logits are divided by this. Greater than 0, at most 10; default 1 (OpenRLHF, verl). For greedy play use
        /// <see cref="Greedy"/>.</summary>
        public double Temperature { get; init; } = 1.0;

        /// <summary>Only the k likeliest tokens; 0 (default): all.</summary>
        public int TopK { get; init; }

        /// <summary>Only the likeliest tokens that together reach this probability; in (0, 1], default 1: all.</summary>
        public double TopP { get; init; } = 1.0;

        /// <summary>Tokens a reply may have, its stop token included; 1 to the actor's context. Default 48.</summary>
        public int MaxTokens { get; init; } = 48;

        /// <summary>
        /// Makes tokens rarer that this reply already has: a logit above 0 is divided by the penalty, any other multiplied by it, before
        /// the temperature. 1 to 10; default 1: off. CTRL (Keskar et al. 2019, arXiv 1909.05858), as transformers applies it, found 1.2 to
        /// balance truth and repetition. Only the reply counts and not its prompt: there stand the role and stop tokens of each turn, and a
        /// penalty on these would keep replies from ending.
        /// </summary>
        public double RepetitionPenalty { get; init; } = 1.0;

        /// <summary>Whether tokens come from the actor's own distribution at the temperature, so that replies can be learnt from: no top-k,
        /// top-p or repetition penalty.</summary>
        public bool IsLearnable => !Truncates && !Penalizes;

        /// <summary>Whether some tokens can never be drawn.</summary>
        internal bool Truncates => TopK > 0 || TopP < 1.0;

        /// <summary>Whether tokens that were said are made rarer.</summary>
        internal bool Penalizes => RepetitionPenalty != 1.0;

        /// <summary>Throws <see cref="ArgumentException"/> naming the first value out of its range.</summary>
        public void Validate()
        {
            if (!(Temperature > 0 && Temperature <= 10))
                throw new ArgumentException(
                    FormattableString.Invariant($"Temperature: expected more than 0 and at most 10, but found {Temperature}. ") +
                    "For the likeliest token use SamplingOptions.Greedy.");
            if (TopK < 0)
                throw new ArgumentException($"TopK: expected 0 (all tokens) or more, but found {TopK}.");
            if (!(TopP > 0 && TopP <= 1))
                throw new ArgumentException(
                    FormattableString.Invariant($"TopP: expected more than 0 and at most 1, but found {TopP}. Use 1 for all tokens."));
            if (MaxTokens < 1)
                throw new ArgumentException($"MaxTokens: expected 1 or more, but found {MaxTokens}.");
            if (!(RepetitionPenalty >= 1 && RepetitionPenalty <= 10))
                throw new ArgumentException(
                    FormattableString.Invariant($"RepetitionPenalty: expected 1 (off) to 10, but found {RepetitionPenalty}."));
        }

        /// <summary>Tokens a prompt may have so that the reply fits behind it.</summary>
        /// <exception cref="ArgumentException">There are none, or a value is out of its range.</exception>
        internal int PromptRoom(int contextLength)
        {
            Validate();
            if (MaxTokens < contextLength)
                return contextLength - MaxTokens;
            throw new ArgumentException(
                $"Sampling.MaxTokens: expected less than the actor's context of {contextLength} tokens, but found {MaxTokens}.");
        }
    }
}
