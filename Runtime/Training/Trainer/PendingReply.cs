#nullable enable
using System;
using System.Threading;
using Repartee.Dialogue;
using Repartee.Training.Actor;

namespace Repartee.Training.Trainer
{
    /// <summary>A reply that was asked for: nothing of it has reached the conversation yet, so giving it up leaves no trace.</summary>
    internal sealed class PendingReply
    {
        internal PendingReply(DialogueState next, GenerationJob job, bool continues)
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

        /// <summary>Throws why there is no reply, once the job is over.</summary>
        internal void RequireFinished(CancellationToken cancellation)
        {
            if (Job.Finish == FinishReason.Stop || Job.Finish == FinishReason.Length)
                return;
            cancellation.ThrowIfCancellationRequested();
            if (Job.CallerError != null)
                throw new InvalidOperationException($"ReplyOptions.OnText threw: {Job.CallerError.Message}", Job.CallerError);
            throw new OperationCanceledException("The training session stopped before the reply was finished.");
        }
    }
}
