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

        internal ConversationHost(
            ActorWorker worker, ExperienceQueue experience, PromptEncoder encoder, SamplingOptions sampling, int contextLength, TimeProvider clock)
        {
            this.worker = worker;
            this.experience = experience;
            Encoder = encoder;
            Sampling = sampling;
            ContextLength = contextLength;
            Clock = clock;
        }

        internal PromptEncoder Encoder { get; }

        /// <summary>Sampling that training learns from.</summary>
        internal SamplingOptions Sampling { get; }

        /// <summary>Tokens of a prompt and its reply together.</summary>
        internal int ContextLength { get; }

        internal TimeProvider Clock { get; }

        internal Task Submit(GenerationJob job) => worker.Submit(job);

        internal void Record(FinishedConversation conversation) => experience.Add(conversation);

        /// <summary>Turns announced tokens into text for a streaming caller; null where nobody listens.</summary>
        internal Action<GenerationJob, int>? Stream(Action<string>? onText)
        {
            if (onText is null)
                return null;
            var decoder = new IncrementalDecoder(Encoder.Tokenizer);
            var stops = Encoder.StopTokens;
            return (job, first) =>
            {
                string text = string.Concat(job.Tokens.Skip(first).Where(id => !stops.Contains(id)).Select(decoder.Push));
                if (job.Finish != null)
                    text += decoder.Flush();
                if (text.Length > 0)
                    onText(text);
            };
        }
    }
}
