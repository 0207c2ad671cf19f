#nullable enable
using System;
using System.Threading.Tasks;
using Repartee.Prompting;

namespace Repartee.Conversation
{
    /// <summary>What a conversation needs of the actor behind it.</summary>
    internal interface IConversationHost
    {
        /// <summary>How the actor reads and writes dialogues.</summary>
        PromptEncoder Encoder { get; }

        /// <summary>Sampling of replies that ask for no other, and the one that learning goes by.</summary>
        SamplingOptions Sampling { get; }

        /// <summary>Tokens of a prompt and its reply together, at most.</summary>
        int ContextLength { get; }

        /// <summary>Of all replies of this actor.</summary>
        ReplyCounters Replies { get; }

        /// <summary>
        /// Answers one prompt. Returns at once. The host watches the deadline and <see cref="GenerationJob.Cancellation"/>, each in its
        /// own way; once the task completes it may still write to the job, but only if it called <see cref="GenerationJob.Abandon"/>
        /// before. What waits for the task goes on where the task is completed, so a host that wants the caller's code off its thread
        /// completes it elsewhere (<see cref="TaskCreationOptions.RunContinuationsAsynchronously"/>), and one that runs inside the game's
        /// loop completes it in place.
        /// </summary>
        /// <param name="job">Owned by the host until the task completes.</param>
        /// <param name="deadline">Longest time until the reply is finished, from now on; null: none.</param>
        /// <returns>How it went. Faults where the prompt can not be answered or the actor failed.</returns>
        Task<GenerationOutcome> Submit(GenerationJob job, TimeSpan? deadline);

        /// <summary>Takes a finished conversation to learn from. A host that does not learn lets it go.</summary>
        void Record(FinishedConversation conversation);
    }
}
