#nullable enable
using System;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace Repartee.Conversation
{
    /// <summary>
    /// Awaits a task and goes on right where it is completed. <c>ConfigureAwait(false)</c> does that too, but not on a thread with a
    /// synchronization context, such as an engine's main thread: there it takes the thread pool, which a player without threads lacks.
    /// </summary>
    internal readonly struct InlineAwait<T> : ICriticalNotifyCompletion
    {
        private readonly Task<T> task;

        internal InlineAwait(Task<T> task) => this.task = task;

        public bool IsCompleted => task.IsCompleted;

        public InlineAwait<T> GetAwaiter() => this;

        /// <summary>The result, or what the task threw.</summary>
        public T GetResult() => task.GetAwaiter().GetResult();

        public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

        public void UnsafeOnCompleted(Action continuation) => task.ContinueWith(
            (_, next) => ((Action)next!)(), continuation, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }
}
