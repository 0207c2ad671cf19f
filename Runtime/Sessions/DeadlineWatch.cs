#nullable enable
using System;
using System.Threading;
using System.Threading.Tasks;
using Repartee.Conversation;

namespace Repartee.Sessions
{
    /// <summary>Waits for a reply as long as its caller does.</summary>
    internal static class DeadlineWatch
    {
        /// <param name="job">The reply. When its caller waits no longer it is abandoned.</param>
        /// <param name="deadline">Longest wait, or null.</param>
        /// <param name="clock">Measures it.</param>
        /// <param name="submit">Begins the reply; its task completes when it has ended.</param>
        /// <param name="givenUp">Told when nobody waits any more.</param>
        internal static async Task<GenerationOutcome> Await(
            GenerationJob job, TimeSpan? deadline, TimeProvider clock, Func<Task> submit, Action? givenUp = null)
        {
            var patience = new TaskCompletionSource<GenerationOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
            using var onCancel = job.Cancellation.Register(() => patience.TrySetResult(GenerationOutcome.Cancelled));
            using var timer = deadline is TimeSpan time
                ? clock.CreateTimer(_ => patience.TrySetResult(GenerationOutcome.DeadlinePassed), null, time, Timeout.InfiniteTimeSpan)
                : null;
            var made = submit();
            if (await Task.WhenAny(made, patience.Task).ConfigureAwait(false) != made)
            {
                job.Abandon();                                                  // whoever makes it drops it at the next step
                givenUp?.Invoke();
                return await patience.Task.ConfigureAwait(false);
            }

            await made.ConfigureAwait(false);                                   // throws what the actor threw
            return job.Outcome;
        }
    }
}
