#nullable enable
using System;
using System.Threading;
using Repartee.Sessions;
using Repartee.Training.Ppo;

namespace Repartee.Training.Trainer
{
    /// <summary>
    /// How much of the time training may compute. Training is cut into slices (scoring a buffer, a pass, a micro-batch, an optimiser step:
    /// milliseconds for a small actor) and waits between them; replies are never held up. All members may be called from any thread and
    /// take effect at the next slice. On a GPU, a slice's time is what the trainer's thread spends on it, which may be less than what the
    /// GPU does: to have it for yourself, use <see cref="Pause"/>.
    /// </summary>
    public sealed class TrainingPace : ITrainingPace, ISlicePace
    {
        /// <summary>Longest wait after a slice: a tiny share slows training down and does not stop it.</summary>
        internal static readonly TimeSpan MostPause = TimeSpan.FromSeconds(10);

        private readonly object gate = new object();
        private readonly TimeProvider clock;
        private double share;
        private bool paused;
        private bool waiting;
        private long begun;
        private long ended;
        private TimeSpan taken;

        internal TrainingPace(TimeProvider clock, double share)
        {
            this.clock = clock;
            Share = share;
        }

        /// <summary>Share of the time that training may compute, above 0 and at most 1: after a slice that took t it waits t (1 - share) /
        /// share, but no longer than 10 seconds. At first <see cref="TrainingOptions.TrainingShare"/>.</summary>
        /// <exception cref="ArgumentException">The value is out of its range.</exception>
        public double Share
        {
            get
            {
                lock (gate)
                    return share;
            }

            set
            {
                OptionRange.RequireShare(nameof(Share), value);
                lock (gate)
                {
                    share = value;
                    Monitor.PulseAll(gate);
                }
            }
        }

        /// <summary>Whether <see cref="Pause"/> was called, and <see cref="Resume"/> not yet. A slice that was begun before may still
        /// run.</summary>
        public bool IsPaused
        {
            get
            {
                lock (gate)
                    return paused;
            }
        }

        /// <summary>Whether the trainer's thread waits for its next slice.</summary>
        internal bool IsWaiting
        {
            get
            {
                lock (gate)
                    return waiting;
            }
        }

        /// <summary>Lets no further slice begin: something important happens in the game. Returns at once; the present slice ends by
        /// itself. NPCs talk on, and finished conversations wait for the trainer.</summary>
        public void Pause() => SetPaused(true);

        /// <summary>Training goes on where it was.</summary>
        public void Resume() => SetPaused(false);

        /// <summary>How long to wait after a slice.</summary>
        internal static TimeSpan PauseAfter(TimeSpan slice, double share)
        {
            double seconds = slice.TotalSeconds * (1 - share) / share;
            return seconds < MostPause.TotalSeconds ? TimeSpan.FromSeconds(seconds) : MostPause;
        }

        void ISlicePace.Begin(CancellationToken cancellation)
        {
            using var onCancel = cancellation.Register(Wake);                   // left behind the lock, which the callback wants
            lock (gate)
            {
                waiting = true;
                while (!cancellation.IsCancellationRequested && (paused || Left > TimeSpan.Zero))
                    Await();
                waiting = false;
                begun = clock.GetTimestamp();
            }

            cancellation.ThrowIfCancellationRequested();
        }

        void ISlicePace.End()
        {
            lock (gate)
            {
                ended = clock.GetTimestamp();
                taken = clock.GetElapsedTime(begun, ended);
            }
        }

        /// <summary>Of the wait after the last slice; what passed since then counts, such as a wait for conversations.</summary>
        private TimeSpan Left => PauseAfter(taken, share) - clock.GetElapsedTime(ended);

        private void Await()
        {
            var milliseconds = TimeSpan.FromMilliseconds(Math.Ceiling(Left.TotalMilliseconds));        // a timer knows no less
            using var timer = paused ? null : clock.CreateTimer(_ => Wake(), null, milliseconds, Timeout.InfiniteTimeSpan);
            Monitor.Wait(gate);
        }

        private void SetPaused(bool value)
        {
            lock (gate)
            {
                paused = value;
                Monitor.PulseAll(gate);
            }
        }

        private void Wake()
        {
            lock (gate)
                Monitor.PulseAll(gate);
        }
    }
}
