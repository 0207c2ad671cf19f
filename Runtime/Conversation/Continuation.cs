#nullable enable
using System.Collections.Generic;

namespace Repartee.Conversation
{
    /// <summary>A prompt and what an actor added to it.</summary>
    public sealed class Continuation
    {
        internal Continuation(IReadOnlyList<int> promptIds, IReadOnlyList<int> ids, IReadOnlyList<float> logProbs, FinishReason finish)
        {
            PromptIds = promptIds;
            Ids = ids;
            LogProbs = logProbs;
            Finish = finish;
        }

        /// <summary>The prompt's token ids.</summary>
        public IReadOnlyList<int> PromptIds { get; }

        /// <summary>The sampled ids, the stop token included.</summary>
        public IReadOnlyList<int> Ids { get; }

        /// <summary>Natural log-probability of each sampled id over the whole distribution at the sampling temperature, without the
        /// repetition penalty.</summary>
        public IReadOnlyList<float> LogProbs { get; }

        /// <summary>Why it ended.</summary>
        public FinishReason Finish { get; }
    }
}
