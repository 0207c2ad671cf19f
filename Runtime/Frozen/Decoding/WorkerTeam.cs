#nullable enable
using System;
using System.Runtime.ExceptionServices;
using System.Threading;

namespace Repartee.Frozen.Decoding
{
    /// <summary>
    /// A fixed number of threads that compute one token together: the caller and its helpers. Helpers look for the next work for a
    /// moment, then sleep until there is some. With a size of 1 there is no thread but the caller's.
    /// </summary>
    internal sealed class WorkerTeam : IDisposable
    {
        private const int Spins = 2000;                                         // about 50 microseconds: longer than sampling takes

        private readonly object gate = new object();
        private readonly Thread[] helpers;
        private TeamWork? work;
        private Exception? failure;
        private int round;
        private int busy;
        private int sleeping;
        private bool ended;

        /// <param name="size">1 or more.</param>
        /// <param name="name">What the helpers' threads are called.</param>
        internal WorkerTeam(int size, string name)
        {
            Size = size;
            Barrier = new TeamBarrier(size);
            helpers = new Thread[size - 1];
            for (int i = 0; i < helpers.Length; i++)
            {
                int member = i + 1;
                helpers[i] = new Thread(() => Help(member)) { IsBackground = true, Name = $"{name} {member}" };
                helpers[i].Start();
            }
        }

        internal int Size { get; }

        internal TeamBarrier Barrier { get; }

        /// <summary>Has all members do the work and returns when all have. One caller at a time; allocates nothing.</summary>
        internal void Run(TeamWork next)
        {
            if (helpers.Length == 0)
            {
                next.Run(0, this);
                return;
            }

            work = next;
            Volatile.Write(ref busy, helpers.Length);
            Interlocked.Increment(ref round);
            if (Volatile.Read(ref sleeping) > 0)
            {
                lock (gate) Monitor.PulseAll(gate);
            }

            Do(0, next);
            int spins = 0;
            while (Volatile.Read(ref busy) > 0)
            {
                if (++spins < Spins) Thread.SpinWait(2);
                else Thread.Yield();
            }

            Exception? failed = failure;
            if (failed is null) return;
            failure = null;
            Barrier.Reset();
            ExceptionDispatchInfo.Capture(failed).Throw();
        }

        /// <summary>The part of a range that falls to a member.</summary>
        internal void Share(int count, int member, out int first, out int length)
        {
            first = (int)((long)count * member / Size);
            length = (int)((long)count * (member + 1) / Size) - first;
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            lock (gate)
            {
                ended = true;
                Monitor.PulseAll(gate);
            }

            foreach (Thread helper in helpers) helper.Join();
        }

        private void Help(int member)
        {
            int seen = 0;
            while (AwaitRound(ref seen))
            {
                Do(member, work!);
                Interlocked.Decrement(ref busy);
            }
        }

        private bool AwaitRound(ref int seen)
        {
            for (int spins = 0; Volatile.Read(ref round) == seen && spins < Spins; spins++) Thread.SpinWait(2);
            if (Volatile.Read(ref round) == seen)
            {
                lock (gate)
                {
                    // Told before looked: whoever begins a round either sees a sleeper, or is seen by it.
                    Interlocked.Increment(ref sleeping);
                    while (Volatile.Read(ref round) == seen && !ended) Monitor.Wait(gate);
                    Interlocked.Decrement(ref sleeping);
                }
            }

            if (Volatile.Read(ref round) == seen) return false;
            seen++;
            return true;
        }

        private void Do(int member, TeamWork next)
        {
            try
            {
                next.Run(member, this);
            }
            catch (Exception error)
            {
                // The first one is the reason: others fail at the barrier, and only once it is known to be broken.
                Interlocked.CompareExchange(ref failure, error, null);
                Barrier.Broken = true;
            }
        }
    }
}
