using System;
using System.Collections.Generic;
using System.Threading;

namespace Repartee.Scheduling
{
    /// <summary>What System.Threading.Monitor does, by a schedule: any of those who wait for a lock may get it; pulses wake in the order of
    /// the waits, and are lost where nobody waits.</summary>
    public sealed class LockTable
    {
        private readonly Schedule schedule;
        private readonly Dictionary<object, Gate> gates = new(ReferenceEqualityComparer.Instance);

        internal LockTable(Schedule schedule) => this.schedule = schedule;

        /// <summary>Waits until the lock is the caller's.</summary>
        public void Enter(object target)
        {
            var gate = Of(target);
            if (gate.Owner != Strand.Current)
            {
                schedule.Point("enter", gate.IsFree);
                gate.Owner = Strand.Current;
            }

            gate.Depth++;
        }

        /// <summary>Takes the lock if nobody else has it.</summary>
        public bool TryEnter(object target)
        {
            schedule.Point("try to enter");
            var gate = Of(target);
            if (gate.Owner != null && gate.Owner != Strand.Current)
                return false;
            gate.Owner = Strand.Current;
            gate.Depth++;
            return true;
        }

        /// <summary>Gives the lock back.</summary>
        public void Exit(object target)
        {
            var gate = Of(target);
            if (gate.Owner != Strand.Current)
            {
                if (schedule.IsEnding)
                    return;                                                     // it was led away from a wait
                throw new SynchronizationLockException();
            }

            if (--gate.Depth > 0)
                return;
            gate.Owner = null;
            if (!schedule.IsEnding)
                schedule.Point("left");
        }

        /// <summary>Gives the lock back until a pulse, and has it again.</summary>
        public void Wait(object target)
        {
            var gate = Owned(target);
            var waiter = new Waiter();
            gate.Waiters.Enqueue(waiter);
            int depth = gate.Depth;
            gate.Owner = null;
            gate.Depth = 0;
            schedule.Point("wait for a pulse", () => waiter.IsPulsed && gate.Owner is null);
            gate.Owner = Strand.Current;
            gate.Depth = depth;
        }

        /// <summary>Wakes the first who waits.</summary>
        public void Pulse(object target)
        {
            if (Owned(target).Waiters.TryDequeue(out var waiter))
                waiter.IsPulsed = true;
        }

        /// <summary>Wakes all who wait.</summary>
        public void PulseAll(object target)
        {
            var gate = Owned(target);
            while (gate.Waiters.TryDequeue(out var waiter))
                waiter.IsPulsed = true;
        }

        private Gate Owned(object target)
        {
            schedule.Begun();
            var gate = Of(target);
            return gate.Owner == Strand.Current ? gate : throw new SynchronizationLockException();
        }

        private Gate Of(object target)
        {
            if (!gates.TryGetValue(target, out var gate))
                gates.Add(target, gate = new Gate());
            return gate;
        }

        private sealed class Gate
        {
            internal Gate() => IsFree = () => Owner is null;

            internal Func<bool> IsFree { get; }

            internal Strand? Owner { get; set; }

            internal int Depth { get; set; }

            internal Queue<Waiter> Waiters { get; } = new();
        }

        private sealed class Waiter
        {
            internal bool IsPulsed { get; set; }
        }
    }
}
