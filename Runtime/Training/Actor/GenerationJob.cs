#nullable enable
using System;
using System.Collections.Generic;
using System.Threading;

namespace Repartee.Training.Actor
{
    /// <summary>Why a reply ended.</summary>
    public enum FinishReason
    {
        /// <summary>The actor produced a stop token.</summary>
        Stop,

        /// <summary>The reply reached its token limit or the end of the context: it is truncated.</summary>
        Length,

        /// <summary>The caller cancelled it or its deadline passed.</summary>
        Cancelled,
    }

    /// <summary>One prompt to be answered: input, and the reply as it grows. Owned by the actor worker while it runs.</summary>
    internal sealed class GenerationJob
    {
        private readonly Action<GenerationJob, int>? onTokens;

        internal GenerationJob(
            int[] prompt, SamplingOptions sampling, ulong seed, CancellationToken cancellation = default, Action<GenerationJob, int>? onTokens = null,
            int voice = 0)
        {
            Prompt = prompt;
            Sampling = sampling;
            Seed = seed;
            Cancellation = cancellation;
            this.onTokens = onTokens;
            Voice = voice;
        }

        internal int[] Prompt { get; }

        internal SamplingOptions Sampling { get; }

        /// <summary>0 for the published weights; else the number of a voice: an adapter of its own on the frozen backbone.</summary>
        internal int Voice { get; }

        /// <summary>Decides this reply alone, whatever else is in the batch.</summary>
        internal ulong Seed { get; }

        internal CancellationToken Cancellation { get; }

        /// <summary>Sampled ids, the stop token included.</summary>
        internal List<int> Tokens { get; } = new List<int>();

        /// <summary>Log-probability of each sampled id at the sampling temperature, over the whole distribution.</summary>
        internal List<float> LogProbs { get; } = new List<float>();

        /// <summary>Null while the reply grows.</summary>
        internal FinishReason? Finish { get; set; }

        /// <summary>Version of the published weights that made the whole reply.</summary>
        internal long PolicyVersion { get; set; }

        /// <summary>What the streaming caller's own code threw; the reply ended there.</summary>
        internal Exception? CallerError { get; private set; }

        /// <summary>Tells a streaming caller that tokens from this index on are new. Its exception ends this reply, not the batch.</summary>
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
