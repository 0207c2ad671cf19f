using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;

namespace Repartee.Concurrency.Tests.Faulty
{
    /// <summary>Answers to come that look outside of the lock whether any will.</summary>
    internal sealed class HastyAnswers
    {
        private readonly object gate = new();
        private readonly Dictionary<long, TaskCompletionSource<bool>> pending = [];
        private Exception? ended;

        internal Task Add(long id)
        {
            var done = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            if (ended != null)
            {
                done.SetException(ended);
                return done.Task;
            }

            lock (gate)
                pending.Add(id, done);
            return done.Task;
        }

        internal void Finish(long id)
        {
            TaskCompletionSource<bool>? done;
            lock (gate)
                pending.Remove(id, out done);
            done?.SetResult(true);
        }

        internal void End(Exception reason)
        {
            ended = reason;
            List<TaskCompletionSource<bool>> left;
            lock (gate)
            {
                left = pending.Values.ToList();
                pending.Clear();
            }

            left.ForEach(done => done.TrySetException(reason));
        }
    }
}
