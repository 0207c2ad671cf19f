#nullable enable
using System;
using System.Threading.Tasks;

namespace Repartee.Training.Actor
{
    /// <summary>Jobs that were submitted together and are waited for together. The actor's thread, once they are queued.</summary>
    internal sealed class JobBatch
    {
        private readonly TaskCompletionSource<bool> done =
            new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);

        private int left;
        private bool cancelled;
        private Exception? error;

        /// <param name="count">Jobs in it.</param>
        internal JobBatch(int count)
        {
            left = count;
            if (count == 0)
                done.TrySetResult(true);
        }

        /// <summary>Completes when all of its jobs have ended: faults when one failed, is cancelled when one was never begun.</summary>
        internal Task Done => done.Task;

        /// <summary>One job less.</summary>
        /// <param name="failure">Why it failed; null where it did not.</param>
        internal void End(Exception? failure = null)
        {
            error ??= failure;
            if (--left > 0)
                return;
            if (error != null)
                done.TrySetException(error);
            else if (cancelled)
                done.TrySetCanceled();
            else
                done.TrySetResult(true);
        }

        /// <summary>One job less: its turn never comes.</summary>
        internal void Cancel()
        {
            cancelled = true;
            End();
        }
    }
}
