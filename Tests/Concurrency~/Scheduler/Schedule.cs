using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;

namespace Repartee.Scheduling
{
    /// <summary>
    /// One run of several threads of which one runs at a time. At each point (a lock, a wait, a wake-up, an atomic access) a strategy
    /// decides who goes on; so a run depends on its choices alone, and can be had again. It fails where a strand throws, where all wait for
    /// each other, and where there is no end. Memory is as the choices order it: what processors reorder is not seen.
    /// </summary>
    public sealed class Schedule
    {
        private const int MostPoints = 5_000;                                   // hundreds are usual
        private static readonly TimeSpan Stuck = TimeSpan.FromMinutes(2);

        private readonly IStrategy strategy;
        private readonly WorkerPool pool;
        private readonly bool traced;
        private readonly List<Strand> strands = [];
        private readonly List<int> ready = [];
        private readonly List<int> choices = [];
        private readonly List<string> trace = [];
        private readonly SemaphoreSlim finished = new(0);
        private bool ending;

        internal Schedule(IStrategy strategy, WorkerPool pool, bool traced)
        {
            this.strategy = strategy;
            this.pool = pool;
            this.traced = traced;
            Locks = new LockTable(this);
        }

        /// <summary>The locks that strands hold and wait for.</summary>
        public LockTable Locks { get; }

        /// <summary>Points that were passed.</summary>
        internal int Points { get; private set; }

        /// <summary>Why it failed; null while it did not.</summary>
        internal Exception? Error { get; private set; }

        /// <summary>Who went on where there was a choice.</summary>
        internal IReadOnlyList<int> Choices => choices;

        internal IReadOnlyList<string> Trace => trace;

        /// <summary>Whether it failed, and strands are only led to their ends.</summary>
        public bool IsEnding => ending;

        /// <summary>Runs a strand, and all that it starts, to their ends. Outside of a schedule.</summary>
        internal void Run(Action scenario)
        {
            Start("main", scenario);
            strands[0].Wake();
            if (!finished.Wait(Stuck))
                throw new TimeoutException("A strand waits for something that the scheduler does not know. Use Controlled types only.");
        }

        /// <summary>Adds a strand. From a strand.</summary>
        public Strand Start(string name, Action work)
        {
            var strand = new Strand(this, strands.Count, name, work, pool.Rent());
            strands.Add(strand);
            return strand;
        }

        /// <summary>Lets others come between.</summary>
        /// <param name="doing">What the caller is about to do, for the trace.</param>
        /// <param name="until">When it may be done; null for at any time.</param>
        public void Point(string doing, Func<bool>? until = null)
        {
            var me = Strand.Current!;
            Begun();
            if (me.IsUndivided && (until is null || until()))
                return;
            me.Condition = until;
            me.Doing = doing;
            var next = Next(me);
            if (next != me)
            {
                next.Wake();
                me.Sleep();
            }

            me.Condition = null;
            Begun();
            if (traced)
                trace.Add($"{me.Name}: {doing}{CallSite.Find()}");
        }

        /// <summary>Leads a strand to its end once the schedule has failed.</summary>
        internal void Begun()
        {
            if (ending)
                throw new ScheduleEndedException();
        }

        internal void Fail(Strand strand, Exception error)
        {
            if (ending)
                return;                                                         // of the end that it is led to
            Error = error is PropertyException ? error : new PropertyException($"{strand.Name} threw: {error}");
            ending = true;
        }

        internal void Refuse(string message)
        {
            Begun();
            Abort(message);
            Begun();
        }

        internal void End(Strand strand, Worker worker)
        {
            var next = strands.All(other => other.IsOver) ? null : Next(strand);
            pool.Return(worker);
            if (next is null)
                finished.Release();
            else
                next.Wake();
        }

        private Strand Next(Strand me)
        {
            if (!ending && ++Points > MostPoints)
                Abort($"Expected an end within {MostPoints} points, but found none.");
            if (!ending)
            {
                ready.Clear();
                foreach (var strand in strands)
                {
                    if (strand.IsReady)
                        ready.Add(strand.Id);
                }

                if (ready.Count == 0)
                    Abort("Expected that somebody can go on, but all wait: " + string.Join("; ", Waiting()) + ".");
            }

            if (ending)
                return me.IsOver ? strands.First(strand => !strand.IsOver) : me;
            if (ready.Count == 1)
                return strands[ready[0]];
            return Chosen(me);
        }

        private Strand Chosen(Strand me)
        {
            try
            {
                int chosen = strategy.Choose(ready, ready.Contains(me.Id) ? me.Id : -1);
                choices.Add(chosen);
                return strands[chosen];
            }
            catch (PropertyException error)
            {
                Abort(error.Message);                                           // the choices given are of something else
                return me.IsOver ? strands.First(strand => !strand.IsOver) : me;
            }
        }

        private IEnumerable<string> Waiting() =>
            strands.Where(strand => !strand.IsOver).Select(strand => $"{strand.Name} at \"{strand.Doing}\"");

        private void Abort(string reason)
        {
            Error = new PropertyException(reason);
            ending = true;
        }
    }
}
