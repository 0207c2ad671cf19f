#nullable enable
using System;
using System.Collections.Concurrent;

namespace Repartee.Editor.Play
{
    /// <summary>What other threads want done on the editor's main thread, in the order in which they asked. Costs nothing while it is
    /// empty.</summary>
    public sealed class MainThreadQueue
    {
        private readonly ConcurrentQueue<Action> waiting = new ConcurrentQueue<Action>();
        private readonly Action<Exception> onError;

        /// <summary>Makes an empty queue.</summary>
        /// <param name="onError">Hears what an action threw; the others are done all the same.</param>
        public MainThreadQueue(Action<Exception> onError) => this.onError = onError;

        /// <summary>Leaves an action for the main thread. Any thread.</summary>
        /// <param name="action">Done by the next <see cref="Drain"/>.</param>
        public void Post(Action action) => waiting.Enqueue(action);

        /// <summary>Does what is waiting now. Main thread. What is posted meanwhile waits for the next call, so that it ends.</summary>
        /// <returns>How many actions were done.</returns>
        public int Drain()
        {
            int count = waiting.Count;
            for (int i = 0; i < count; i++)
            {
                if (!waiting.TryDequeue(out Action? action))
                    return i;
                try
                {
                    action!();
                }
                catch (Exception problem)
                {
                    onError(problem);
                }
            }

            return count;
        }
    }
}
