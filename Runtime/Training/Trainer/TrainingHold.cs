#nullable enable
using System;
using System.Threading;
using System.Threading.Tasks;
using Repartee.Sessions;

namespace Repartee.Training.Trainer
{
    /// <summary>Where the trainer's thread waits while its health is in doubt, and others decide how to go on. Thread-safe.</summary>
    internal sealed class TrainingHold
    {
        private readonly object gate = new object();
        private HealthStop? stop;
        private TaskCompletionSource<bool>? asked;
        private bool fromLastGood;
        private Exception? ended;
        private bool woken;

        /// <summary>Why it waits; null while it does not.</summary>
        internal HealthStop? Stop
        {
            get
            {
                lock (gate)
                    return stop;
            }
        }

        /// <summary>Decides. Any thread.</summary>
        /// <returns>Completes when the trainer goes on; fails where it has ended, or ends before.</returns>
        /// <exception cref="InvalidOperationException">It does not wait, or somebody has decided already.</exception>
        internal Task Continue(bool fromLastGoodWeights)
        {
            lock (gate)
            {
                if (stop is null || asked != null)
                {
                    throw new InvalidOperationException(
                        "Expected training that a health stop has paused, but it is not paused, or is going on already. Look at HealthStop first.");
                }

                if (ended != null)
                    return Task.FromException(ended);
                fromLastGood = fromLastGoodWeights;
                asked = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
                Monitor.PulseAll(gate);
                return asked.Task;
            }
        }

        /// <summary>Calls the trainer away from its wait. Any thread.</summary>
        internal void Wake()
        {
            lock (gate)
            {
                woken = true;
                Monitor.PulseAll(gate);
            }
        }

        /// <summary>Trainer thread, as all below.</summary>
        internal void Begin(HealthStop reason)
        {
            lock (gate)
                stop = reason;
        }

        /// <summary>Waits for a decision.</summary>
        /// <returns>Whether to go back to the last good weights; null once after each <see cref="Wake"/>.</returns>
        internal bool? Await()
        {
            lock (gate)
            {
                while (asked is null && !woken)
                    Monitor.Wait(gate);
                bool called = woken;
                woken = false;
                return called ? (bool?)null : fromLastGood;
            }
        }

        /// <summary>The trainer goes on.</summary>
        internal void End()
        {
            TaskCompletionSource<bool>? done;
            lock (gate)
                (done, asked, stop) = (asked, null, null);
            done?.SetResult(true);
        }

        /// <summary>The trainer ends: who has decided is told, and who decides from now on.</summary>
        internal void Fail(Exception reason)
        {
            lock (gate)
            {
                ended = reason;
                asked?.TrySetException(reason);
            }
        }
    }
}
