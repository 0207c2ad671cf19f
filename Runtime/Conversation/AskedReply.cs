#nullable enable
using System;
using Repartee.Dialogue;

namespace Repartee.Conversation
{
    /// <summary>A reply that was asked for: nothing of it has reached the conversation yet, so giving it up leaves no trace.</summary>
    internal sealed class AskedReply
    {
        internal AskedReply(DialogueState next, GenerationJob job, bool continues)
        {
            Next = next;
            Job = job;
            Continues = continues;
        }

        /// <summary>The dialogue that is being answered.</summary>
        internal DialogueState Next { get; }

        internal GenerationJob Job { get; }

        /// <summary>Whether the prompt begins with the conversation's tokens; otherwise the reply begins a new episode.</summary>
        internal bool Continues { get; }

        /// <summary>Throws why there is no reply.</summary>
        internal void RequireFinished(GenerationOutcome outcome)
        {
            if (outcome == GenerationOutcome.Finished)
                return;
            Job.Cancellation.ThrowIfCancellationRequested();
            if (outcome == GenerationOutcome.CallerFailed)
                throw new InvalidOperationException($"ReplyOptions.OnText threw: {Job.CallerError!.Message}", Job.CallerError);
            throw new OperationCanceledException("The actor stopped before the reply was finished.");
        }
    }
}
