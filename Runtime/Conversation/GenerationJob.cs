#nullable enable
using System;
using System.Collections.Generic;
using System.Threading;

namespace Repartee.Conversation
{
    /// <summary>One prompt to be answered: input, and the reply as it grows. Owned by whoever generates while it runs.</summary>
    internal sealed class GenerationJob
    {
        private const int MostReserved = 4096;                                  // a careless limit must not reserve gigabytes

        private readonly Action<GenerationJob, int>? onTokens;
        private volatile bool abandoned;

        internal GenerationJob(
            int[] prompt, SamplingOptions sampling, ulong seed, CancellationToken cancellation = default,
            Action<GenerationJob, int>? onTokens = null, int voice = 0)
        {
            Prompt = prompt;
            Sampling = sampling;
            Seed = seed;
            Cancellation = cancellation;
            this.onTokens = onTokens;
            Voice = voice;
            int reserved = Math.Min(sampling.MaxTokens, MostReserved);
            Tokens = new List<int>(reserved);
            LogProbs = new List<float>(reserved);
        }

        internal int[] Prompt { get; }

        internal SamplingOptions Sampling { get; }

        /// <summary>0 for the published weights; else the number of a voice: an adapter of its own on the frozen backbone.</summary>
        internal int Voice { get; }

        /// <summary>Decides this reply alone, whatever else is in the batch.</summary>
        internal ulong Seed { get; }

        /// <summary>The caller's.</summary>
        internal CancellationToken Cancellation { get; }

        /// <summary>Whether nobody waits for the reply any more, so that it may end at the next step. Any thread.</summary>
        internal bool IsGivenUp => abandoned || Cancellation.IsCancellationRequested;

        /// <summary>Sampled ids, the stop token included. Has room for the whole reply (up to 4096 tokens), so that adding allocates
        /// nothing.</summary>
        internal List<int> Tokens { get; }

        /// <summary>Log-probability of each sampled id at the sampling temperature, over the whole distribution and without the repetition
        /// penalty. Has room like <see cref="Tokens"/>.</summary>
        internal List<float> LogProbs { get; }

        /// <summary>Whether somebody listens while the reply grows.</summary>
        internal bool IsHeard => onTokens != null;

        /// <summary>Null while the reply grows.</summary>
        internal FinishReason? Finish { get; set; }

        /// <summary>Version of the published weights that made the whole reply.</summary>
        internal long PolicyVersion { get; set; }

        /// <summary>What the streaming caller's own code threw; the reply ended there.</summary>
        internal Exception? CallerError { get; private set; }

        /// <summary>How it went, once the reply has ended.</summary>
        internal GenerationOutcome Outcome =>
            Finish == FinishReason.Stop || Finish == FinishReason.Length ? GenerationOutcome.Finished
            : CallerError != null ? GenerationOutcome.CallerFailed
            : GenerationOutcome.Cancelled;

        /// <summary>Nobody waits for the reply any more, and nothing more of it is announced. Any thread.</summary>
        internal void Abandon() => abandoned = true;

        /// <summary>Tells a streaming caller that tokens from this index on are new. Its exception ends this reply alone.</summary>
        internal void Announce(int firstNew)
        {
            try
            {
                onTokens?.Invoke(this, firstNew);
            }
            catch (Exception error)
            {
                CallerError = error;
                Finish = FinishReason.Cancelled;
            }
        }
    }
}
