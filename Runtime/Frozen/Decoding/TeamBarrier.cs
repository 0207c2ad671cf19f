#nullable enable
using System;
using System.Threading;

namespace Repartee.Frozen.Decoding
{
    /// <summary>
    /// Where the threads of a team wait for each other, dozens of times a token. They spin, for waits are far shorter than a sleep; who
    /// waits longer gives its processor away again and again, so that a machine with too few of them still gets on.
    /// </summary>
    internal sealed class TeamBarrier
    {
        private const int CacheLine = 32;                                       // ints, twice the usual: neighbours are fetched in pairs
        private const int Spins = 400;

        // The two counters, each on a cache line of its own.
        private readonly int[] counters = new int[3 * CacheLine];
        private readonly int members;

        internal TeamBarrier(int members) => this.members = members;

        private ref int Arrived => ref counters[CacheLine];

        private ref int Phase => ref counters[2 * CacheLine];

        /// <summary>Set when a member failed: nobody waits for it.</summary>
        internal bool Broken { get; set; }

        /// <summary>Returns when all members have called it.</summary>
        /// <exception cref="OperationCanceledException">Another member failed.</exception>
        internal void Wait()
        {
            if (members == 1) return;
            int phase = Volatile.Read(ref Phase);
            if (Interlocked.Increment(ref Arrived) == members)
            {
                Volatile.Write(ref Arrived, 0);
                Volatile.Write(ref Phase, phase + 1);
                return;
            }

            int spins = 0;
            while (Volatile.Read(ref Phase) == phase)
            {
                if (Broken) throw new OperationCanceledException("Another thread of the decoder failed.");
                if (++spins < Spins) Thread.SpinWait(2);
                else Thread.Yield();
            }
        }

        /// <summary>Makes it usable again after a failure, when no member is inside.</summary>
        internal void Reset()
        {
            Broken = false;
            Arrived = 0;
        }
    }
}
