#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Repartee.Sessions.Wire;

namespace Repartee.Sessions.Client
{
    /// <summary>Requests to a trainer's process that have one result each. Thread-safe.</summary>
    internal sealed class PendingRequests
    {
        private readonly object gate = new object();
        private readonly Dictionary<long, TaskCompletionSource<PackReader>> pending = new Dictionary<long, TaskCompletionSource<PackReader>>();
        private Exception? ended;

        /// <returns>Completes with a reader at the result.</returns>
        internal Task<PackReader> Add(long id)
        {
            var done = new TaskCompletionSource<PackReader>(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (gate)
            {
                if (ended != null)
                    done.SetException(ended);
                else
                    pending.Add(id, done);
            }

            return done.Task;
        }

        internal void Finish(long id, PackReader result) => Take(id)?.SetResult(result);

        internal void Fail(long id, Exception error) => Take(id)?.SetException(error);

        internal void End(Exception reason)
        {
            List<TaskCompletionSource<PackReader>> left;
            lock (gate)
            {
                ended = reason;
                left = pending.Values.ToList();
                pending.Clear();
            }

            left.ForEach(done => done.TrySetException(reason));
        }

        private TaskCompletionSource<PackReader>? Take(long id)
        {
            lock (gate)
                return pending.Remove(id, out var done) ? done : null;
        }
    }
}
