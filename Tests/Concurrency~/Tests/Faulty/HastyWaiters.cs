using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Repartee.Sessions;

namespace Repartee.Concurrency.Tests.Faulty
{
    /// <summary>Waiters for an update that look for it outside of the lock.</summary>
    internal sealed class HastyWaiters(TrainingProgress first)
    {
        private readonly object gate = new();
        private readonly List<(long Update, TaskCompletionSource<TrainingProgress> Done)> waiters = [];
        private TrainingProgress progress = first;
        private bool ended;

        internal Task<TrainingProgress> WaitFor(long update)
        {
            var done = new TaskCompletionSource<TrainingProgress>(TaskCreationOptions.RunContinuationsAsynchronously);
            if (progress.Update >= update)
                done.SetResult(progress);
            else if (ended)
                done.SetException(new InvalidOperationException("ended"));
            lock (gate)
                waiters.Add((update, done));
            return done.Task;
        }

        internal void Reach(TrainingProgress next)
        {
            progress = next;
            lock (gate)
                waiters.FindAll(waiter => waiter.Update <= next.Update).ForEach(waiter => waiter.Done.TrySetResult(next));
        }

        internal void End()
        {
            ended = true;
            lock (gate)
                waiters.ForEach(waiter => waiter.Done.TrySetException(new InvalidOperationException("ended")));
        }
    }
}
