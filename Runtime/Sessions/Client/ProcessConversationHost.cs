#nullable enable
using System;
using System.Threading.Tasks;
using Repartee.Conversation;
using Repartee.Prompting;

namespace Repartee.Sessions.Client
{
    /// <summary>What a conversation needs of a session in another process.</summary>
    internal sealed class ProcessConversationHost : IConversationHost
    {
        private readonly TrainerProcess process;
        private readonly TimeProvider clock;

        internal ProcessConversationHost(
            TrainerProcess process, PromptEncoder encoder, SamplingOptions sampling, int contextLength, TimeProvider clock)
        {
            this.process = process;
            this.clock = clock;
            Encoder = encoder;
            Sampling = sampling;
            ContextLength = contextLength;
        }

        /// <inheritdoc/>
        public PromptEncoder Encoder { get; }

        /// <inheritdoc/>
        public SamplingOptions Sampling { get; }

        /// <inheritdoc/>
        public int ContextLength { get; }

        /// <inheritdoc/>
        public ReplyCounters Replies { get; } = new ReplyCounters();

        /// <inheritdoc/>
        public Task<GenerationOutcome> Submit(GenerationJob job, TimeSpan? deadline)
        {
            var asked = new AskedAway(process, job);
            return DeadlineWatch.Await(job, deadline, clock, asked.Ask, asked.GiveUp);
        }

        /// <inheritdoc/>
        public void Record(FinishedConversation conversation) => process.Record(conversation);

        private sealed class AskedAway
        {
            private readonly TrainerProcess process;
            private readonly GenerationJob job;
            private long id;

            internal AskedAway(TrainerProcess process, GenerationJob job)
            {
                this.process = process;
                this.job = job;
            }

            internal Task Ask()
            {
                var asked = process.Ask(new[] { job });
                id = asked.FirstId;
                return asked.Done;
            }

            internal void GiveUp() => process.GiveUp(id);
        }
    }
}
