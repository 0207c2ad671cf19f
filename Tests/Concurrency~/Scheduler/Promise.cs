using System;
using System.Threading;
using System.Threading.Tasks;

namespace Repartee.Scheduling
{
    /// <summary>The framework's own TaskCompletionSource, for projects that take its name for another. What waits goes on where it is
    /// completed.</summary>
    public sealed class Promise<T>
    {
        private readonly TaskCompletionSource<T> source = new();

        /// <summary>What is promised.</summary>
        public Task<T> Task => source.Task;

        /// <returns>False when it was completed before; so for the others.</returns>
        public bool TrySetResult(T value) => source.TrySetResult(value);

        /// <summary>It failed.</summary>
        public bool TrySetException(Exception error) => source.TrySetException(error);

        /// <summary>It was cancelled.</summary>
        public bool TrySetCanceled(CancellationToken cancellation) => source.TrySetCanceled(cancellation);
    }
}
