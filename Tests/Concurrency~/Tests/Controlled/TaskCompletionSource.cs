using Repartee.Scheduling;

namespace System.Threading.Tasks
{
    /// <summary>Stands here for the framework's: others may come before it completes, and what was to go on away from the completing thread
    /// goes on on a strand of its own. Only one strand runs at a time: plain fields do.</summary>
    internal sealed class TaskCompletionSource<T>
    {
        private readonly bool asynchronously;
        private readonly Promise<T> promise = new();

        public TaskCompletionSource(TaskCreationOptions options = TaskCreationOptions.None) =>
            asynchronously = (options & TaskCreationOptions.RunContinuationsAsynchronously) != 0;

        public Task<T> Task => promise.Task;

        public bool TrySetResult(T value) => Complete(() => promise.TrySetResult(value));

        public bool TrySetException(Exception error) => Complete(() => promise.TrySetException(error));

        public bool TrySetCanceled(CancellationToken cancellation = default) => Complete(() => promise.TrySetCanceled(cancellation));

        public void SetResult(T value) => Require(TrySetResult(value));

        public void SetException(Exception error) => Require(TrySetException(error));

        private bool Complete(Func<bool> complete)
        {
            var me = Strand.Current!;
            me.Schedule.Point("complete a task");
            bool outer = me.Defers;
            me.Defers = asynchronously;
            try
            {
                return complete();
            }
            finally
            {
                me.Defers = outer;
            }
        }

        private static void Require(bool first)
        {
            if (!first)
                throw new InvalidOperationException("The task was completed twice.");
        }
    }
}
