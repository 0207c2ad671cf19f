using System;
using System.Collections.Generic;
using System.Threading.Tasks;

namespace Repartee.Concurrency.Tests.Faulty
{
    /// <summary>Requests for a checkpoint that look outside of the lock whether any will come.</summary>
    internal sealed class HastyRequests
    {
        private readonly object gate = new();
        private List<TaskCompletionSource<string>> waiting = [];
        private Func<Exception>? ended;

        internal Task<string> Ask()
        {
            var request = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            if (ended != null)
            {
                request.SetException(ended());
                return request.Task;
            }

            lock (gate)
                waiting.Add(request);
            return request.Task;
        }

        internal void Answer(Func<string> save) => Take().ForEach(request => request.SetResult(save()));

        internal void End(Func<Exception> reason)
        {
            ended = reason;
            Take().ForEach(request => request.SetException(reason()));
        }

        private List<TaskCompletionSource<string>> Take()
        {
            lock (gate)
            {
                var taken = waiting;
                waiting = [];
                return taken;
            }
        }
    }
}
