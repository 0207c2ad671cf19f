using System;
using System.Threading;

namespace Repartee.Scheduling
{
    /// <summary>A thread of the system that one strand after another uses: starting one takes longer than most schedules.</summary>
    internal sealed class Worker : IDisposable
    {
        private readonly SemaphoreSlim turn = new(0);
        private readonly Thread thread;
        private Action? work;

        internal Worker()
        {
            thread = new Thread(Loop) { IsBackground = true, Name = "Strand" };
            thread.Start();
        }

        /// <summary>Has it do this once it is woken.</summary>
        internal void Give(Action next) => work = next;

        internal void Wake() => turn.Release();

        internal void Sleep() => turn.Wait();

        /// <summary>Ends the thread, which must be idle.</summary>
        public void Dispose()
        {
            work = null;
            turn.Release();
            thread.Join();
            turn.Dispose();
        }

        private void Loop()
        {
            while (true)
            {
                turn.Wait();
                if (work is not Action next)
                    return;
                next();                                                         // gives itself back: nothing of it is touched behind
            }
        }
    }
}
