#nullable enable
using System;
using System.Threading.Tasks;
using Repartee.Conversation;
using Repartee.Prompting;
using Repartee.Sessions;
using Repartee.Training.Actor;

namespace Repartee.Training.Trainer
{
    /// <summary>What a conversation needs of its session: the actor's thread answers, a timer watches the deadline.</summary>
    internal sealed class ConversationHost : IConversationHost
    {
        private readonly ActorWorker worker;
        private readonly ExperienceIntake experience;
        private readonly TimeProvider clock;
        private readonly SessionMeter meter;

        internal ConversationHost(
            ActorWorker worker, ExperienceIntake experience, PromptEncoder encoder, SamplingOptions sampling, int contextLength,
            TimeProvider clock, SessionMeter meter)
        {
            this.worker = worker;
            this.experience = experience;
            this.clock = clock;
            this.meter = meter;
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
        public Task<GenerationOutcome> Submit(GenerationJob job, TimeSpan? deadline) =>
            meter.CountGivenUp(DeadlineWatch.Await(job, deadline, clock, () => meter.Measure(new[] { job }, worker.SubmitAll)));

        /// <inheritdoc/>
        public void Record(FinishedConversation conversation) => experience.Take(conversation);
    }
}
