#nullable enable
using System;
using System.Threading;
using System.Threading.Tasks;
using Repartee.Conversation;
using Repartee.Prompting;
using Repartee.Training.Actor;

namespace Repartee.Training.Trainer
{
    /// <summary>What a conversation needs of its session: the actor's thread answers, a timer watches the deadline.</summary>
    internal sealed class ConversationHost : IConversationHost
    {
        private readonly ActorWorker worker;
        private readonly ExperienceIntake experience;
        private readonly TimeProvider clock;

        internal ConversationHost(
            ActorWorker worker, ExperienceIntake experience, PromptEncoder encoder, SamplingOptions sampling, int contextLength,
            TimeProvider clock)
        {
            this.worker = worker;
            this.experience = experience;
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
        public async Task<GenerationOutcome> Submit(GenerationJob job, TimeSpan? deadline)
        {
            var patience = new TaskCompletionSource<GenerationOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
            using var onCancel = job.Cancellation.Register(() => patience.TrySetResult(GenerationOutcome.Cancelled));
            using var timer = deadline is TimeSpan time
                ? clock.CreateTimer(_ => patience.TrySetResult(GenerationOutcome.DeadlinePassed), null, time, Timeout.InfiniteTimeSpan)
                : null;
            var made = worker.Submit(job);
            if (await Task.WhenAny(made, patience.Task).ConfigureAwait(false) != made)
            {
                job.Abandon();                                                  // the worker drops the row at its next step
                return await patience.Task.ConfigureAwait(false);
            }

            await made.ConfigureAwait(false);                                   // throws what the actor threw
            return job.Outcome;
        }

        /// <inheritdoc/>
        public void Record(FinishedConversation conversation) => experience.Take(conversation);
    }
}
