#nullable enable
using System;
using System.Linq;
using System.Threading.Tasks;
using Repartee.Prompting;
using Repartee.Training.Actor;
using Repartee.Training.Experience;

namespace Repartee.Training.Trainer
{
    /// <summary>What a conversation needs of its session.</summary>
    internal sealed class ConversationHost
    {
        private readonly ActorWorker worker;
        private readonly ExperienceQueue experience;
        private readonly int contextLength;

        internal ConversationHost(
            ActorWorker worker, ExperienceQueue experience, PromptEncoder encoder, SamplingOptions sampling, int contextLength,
            TimeProvider clock)
        {
            this.worker = worker;
            this.experience = experience;
            Encoder = encoder;
            Sampling = sampling;
            this.contextLength = contextLength;
            Clock = clock;
        }

        internal PromptEncoder Encoder { get; }

        /// <summary>Sampling that training learns from.</summary>
        internal SamplingOptions Sampling { get; }

        internal TimeProvider Clock { get; }

        /// <summary>Tokens a prompt may have so that the reply fits behind it.</summary>
        /// <exception cref="ArgumentException">There are none, or the sampling is out of its range.</exception>
        internal int PromptRoom(SamplingOptions sampling) => PromptRoom(sampling, contextLength);

        internal static int PromptRoom(SamplingOptions sampling, int contextLength)
        {
            sampling.Validate();
            if (sampling.MaxTokens < contextLength)
                return contextLength - sampling.MaxTokens;
            throw new ArgumentException(
                $"Sampling.MaxTokens: expected less than the actor's context of {contextLength} tokens, but found {sampling.MaxTokens}.");
        }

        internal Task Submit(GenerationJob job) => worker.Submit(job);

        internal void Record(FinishedConversation conversation) => experience.Add(conversation);

        /// <summary>Turns announced tokens into text for a streaming caller; null where nobody listens.</summary>
        internal Action<GenerationJob, int>? Stream(Action<string>? onText)
        {
            if (onText is null)
                return null;
            var decoder = Encoder.NewDecoder();
            var stops = Encoder.StopTokens;
            return (job, first) =>
            {
                if (job.Cancellation.IsCancellationRequested)
                    return;                                                     // the fallback was said: no more of this reply
                string text = string.Concat(job.Tokens.Skip(first).Where(id => !stops.Contains(id)).Select(decoder.Push));
                if (job.Finish != null)
                    text += decoder.Flush();
                if (text.Length > 0)
                    onText(text);
            };
        }
    }
}
