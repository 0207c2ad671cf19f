using System;
using System.Threading;
using System.Threading.Tasks;
using Repartee.Sessions;

namespace Repartee.Concurrency.Tests.Faulty
{
    /// <summary>A trainer's pause with a fault in one of its parts, to show that the scheduler finds it.</summary>
    internal abstract class FaultyHold
    {
        private HealthStop? stop;
        private TaskCompletionSource<bool>? asked;
        private Exception? ended;
        private bool woken;

        protected object Gate { get; } = new();

        protected bool IsCalled => asked != null || woken;

        internal Task Continue()
        {
            lock (Gate)
            {
                if (stop is null || asked != null)
                    throw new InvalidOperationException("not paused");
                asked = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
                if (ended != null)
                    asked.SetException(ended);
                Monitor.PulseAll(Gate);
                return asked.Task;
            }
        }

        internal void Wake()
        {
            lock (Gate)
            {
                woken = true;
                Monitor.PulseAll(Gate);
            }
        }

        internal void Begin(HealthStop reason)
        {
            lock (Gate)
                stop = reason;
        }

        internal virtual bool? Await()
        {
            lock (Gate)
            {
                while (!IsCalled)
                    Monitor.Wait(Gate);
                return Called();
            }
        }

        internal void End()
        {
            TaskCompletionSource<bool>? done;
            lock (Gate)
                (done, asked, stop) = (asked, null, null);
            done?.SetResult(true);
        }

        internal virtual void Fail(Exception reason)
        {
            lock (Gate)
            {
                ended = reason;
                Tell(reason);
            }
        }

        protected void Tell(Exception reason) => asked?.TrySetException(reason);

        protected bool? Called()
        {
            bool called = woken;
            woken = false;
            return called || asked is null ? null : true;
        }
    }

    /// <summary>Looks under the lock, lets it go, and waits.</summary>
    internal sealed class HastyHold : FaultyHold
    {
        internal override bool? Await()
        {
            bool waits;
            lock (Gate)
                waits = !IsCalled;
            lock (Gate)
            {
                if (waits)
                    Monitor.Wait(Gate);
                return Called();
            }
        }
    }

    /// <summary>Tells who has decided that the trainer ended, and not who decides then.</summary>
    internal sealed class ForgetfulHold : FaultyHold
    {
        internal override void Fail(Exception reason)
        {
            lock (Gate)
                Tell(reason);
        }
    }
}
