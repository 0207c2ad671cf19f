#nullable enable
using System;
using Repartee.Conversation;
using Repartee.Frozen.Model;

namespace Repartee.Frozen
{
    /// <summary>A file's advice as sampling options: within their ranges, and where it gives none, their defaults.</summary>
    internal static class AdvisedSampling
    {
        internal static SamplingOptions Of(FrozenSampling advice, int contextLength)
        {
            SamplingOptions defaults = SamplingOptions.Default;
            int tokens = Math.Max(1, Math.Min(advice.MaxTokens ?? defaults.MaxTokens, contextLength - 1));
            if (advice.Temperature == 0) return SamplingOptions.Greedy with { MaxTokens = tokens };
            return new SamplingOptions
            {
                Temperature = Math.Min(10, advice.Temperature ?? defaults.Temperature),
                TopK = advice.TopK ?? defaults.TopK,
                TopP = advice.TopP ?? defaults.TopP,
                RepetitionPenalty = Math.Max(1, Math.Min(10, advice.RepetitionPenalty ?? defaults.RepetitionPenalty)),
                MaxTokens = tokens,
            };
        }
    }
}
