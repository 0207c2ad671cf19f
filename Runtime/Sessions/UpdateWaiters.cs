#nullable enable
using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Repartee.Sessions
{
    /// <summary>The newest progress, and those who wait for an update. Thread-safe.</summary>
    internal sealed class UpdateWaiters
    {
        private readonly object gate = new object();
        private readonly List<Waiter> waiters = new List<Waiter>();
        private TrainingProgress progress;
        private Func<Exception>? ended;

        internal UpdateWaiters(TrainingProgress first) => progress = first;

        internal TrainingProgress Progress => Volatile.Read(ref progress);

        /// <summary>Completes once this many updates are done; fails with the reason when no further update will come.</summary>
        internal async Task<TrainingProgress> WaitFor(long update, CancellationToken cancellation)
        {
            var waiter = new Waiter(update);
            lock (gate)
            {
                if (progress.Update >= update)
                    return progress;
                if (ended != null)
                    throw ended();
                waiters.Add(waiter);
            }

            try
            {
                using var registration = cancellation.Register(() => waiter.Done.TrySetCanceled(cancellation));
                return await waiter.Done.Task.ConfigureAwait(false);
            }
            finally
            {
                lock (gate)
                    waiters.Remove(waiter);
            }
        }

        /// <summary>An update is done.</summary>
        internal void Reach(TrainingProgress next)
        {
            lock (gate)
            {
                progress = next;
                foreach (var waiter in waiters)
                {
                    if (waiter.Update <= next.Update)
                        waiter.Done.TrySetResult(next);
                }
            }
        }

        /// <summary>Updates may come again after <see cref="End"/>.</summary>
        internal void Reopen()
        {
            lock (gate)
                ended = null;
        }

        /// <summary>No further update will come, for now or ever. Each waiter gets an exception of its own.</summary>
        internal void End(Func<Exception> reason)
        {
            lock (gate)
            {
                ended = reason;
                foreach (var waiter in waiters)
                    waiter.Done.TrySetException(reason());
            }
        }

        private sealed class Waiter
        {
            internal Waiter(long update) => Update = update;

            internal long Update { get; }

            internal TaskCompletionSource<TrainingProgress> Done { get; } =
                new TaskCompletionSource<TrainingProgress>(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
