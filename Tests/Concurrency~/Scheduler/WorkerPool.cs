using System;
using System.Collections.Concurrent;

namespace Repartee.Scheduling
{
    /// <summary>Threads at rest.</summary>
    internal sealed class WorkerPool : IDisposable
    {
        private readonly ConcurrentBag<Worker> idle = [];

        internal Worker Rent() => idle.TryTake(out var worker) ? worker : new Worker();

        internal void Return(Worker worker) => idle.Add(worker);

        /// <inheritdoc/>
        public void Dispose()
        {
            while (idle.TryTake(out var worker))
                worker.Dispose();
        }
    }
}
