#nullable enable
using System;
using System.Collections.Generic;
using System.Threading.Tasks;

namespace Repartee.Training.Trainer
{
    /// <summary>Those who want a checkpoint now, until the trainer comes between two updates. Thread-safe.</summary>
    internal sealed class CheckpointRequests
    {
        private readonly object gate = new object();
        private List<TaskCompletionSource<string>> waiting = new List<TaskCompletionSource<string>>();
        private Func<Exception>? ended;

        /// <returns>Completes with the checkpoint's path.</returns>
        internal Task<string> Ask()
        {
            var request = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (gate)
            {
                if (ended is null)
                    waiting.Add(request);
                else
                    request.SetException(ended());
            }

            return request.Task;
        }

        /// <summary>Saves once for all who wait; a failure is theirs. Trainer thread.</summary>
        internal void Answer(Func<string> save)
        {
            var answered = Take();
            if (answered.Count == 0)
                return;
            try
            {
                string path = save();
                answered.ForEach(request => request.SetResult(path));
            }
            catch (Exception error)
            {
                answered.ForEach(request => request.SetException(error));
            }
        }

        /// <summary>No checkpoint will come any more.</summary>
        internal void End(Func<Exception> reason)
        {
            lock (gate)
                ended = reason;
            Take().ForEach(request => request.SetException(reason()));
        }

        private List<TaskCompletionSource<string>> Take()
        {
            lock (gate)
            {
                var taken = waiting;
                waiting = new List<TaskCompletionSource<string>>();
                return taken;
            }
        }
    }
}
