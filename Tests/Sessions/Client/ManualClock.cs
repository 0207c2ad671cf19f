#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;

namespace Repartee.Sessions.Tests.Client
{
    /// <summary>Time that stands until a test moves it.</summary>
    internal sealed class ManualClock : TimeProvider
    {
        private readonly object gate = new object();
        private readonly List<Timer> timers = new List<Timer>();
        private long now = TimeSpan.TicksPerDay;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp()
        {
            lock (gate)
                return now;
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = new Timer(this, () => callback(state), period);
            lock (gate)
            {
                timer.Due = dueTime == Timeout.InfiniteTimeSpan ? long.MaxValue : now + dueTime.Ticks;
                timers.Add(timer);
            }

            return timer;
        }

        /// <summary>Moves time on, and calls what is due after each step.</summary>
        internal void Advance(TimeSpan step, int times)
        {
            for (int i = 0; i < times; i++)
            {
                List<Timer> due;
                lock (gate)
                {
                    now += step.Ticks;
                    due = timers.Where(timer => timer.Due <= now).ToList();
                    foreach (var timer in due)
                        timer.Due = timer.Period == Timeout.InfiniteTimeSpan ? long.MaxValue : now + timer.Period.Ticks;
                }

                due.ForEach(timer => timer.Call());
            }
        }

        private void Remove(Timer timer)
        {
            lock (gate)
                timers.Remove(timer);
        }

        private sealed class Timer : ITimer
        {
            private readonly ManualClock clock;

            internal Timer(ManualClock clock, Action call, TimeSpan period)
            {
                this.clock = clock;
                Call = call;
                Period = period;
            }

            internal Action Call { get; }

            internal TimeSpan Period { get; }

            internal long Due { get; set; }

            public bool Change(TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException();

            public void Dispose() => clock.Remove(this);

            public System.Threading.Tasks.ValueTask DisposeAsync()
            {
                Dispose();
                return default;
            }
        }
    }
}
