using System;
using System.Collections.Generic;
using System.Threading;

namespace Repartee.Concurrency.Tests.StandIns
{
    /// <summary>A clock whose timers ring when a test says so.</summary>
    internal sealed class HandClock : TimeProvider
    {
        private readonly List<Ring> rings = [];

        /// <summary>All timers that are set ring once.</summary>
        internal void Fire()
        {
            foreach (var ring in rings.ToArray())
                ring.Fire();
        }

        public override long GetTimestamp() => 0;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var ring = new Ring(this, () => callback(state));
            rings.Add(ring);
            return ring;
        }

        private sealed class Ring(HandClock clock, Action ring) : ITimer
        {
            internal void Fire() => ring();

            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose() => clock.rings.Remove(this);

            public System.Threading.Tasks.ValueTask DisposeAsync()
            {
                Dispose();
                return default;
            }
        }
    }
}
