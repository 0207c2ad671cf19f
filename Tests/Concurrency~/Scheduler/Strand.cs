using System;
using System.Threading.Tasks;

namespace Repartee.Scheduling
{
    /// <summary>A thread of a <see cref="Schedule"/>: it runs only while it is its turn.</summary>
    public sealed class Strand
    {
        [ThreadStatic]
        private static Strand? current;

        private readonly Action work;
        private readonly Worker worker;
        private int undivided;

        internal Strand(Schedule schedule, int id, string name, Action work, Worker worker)
        {
            Schedule = schedule;
            Id = id;
            Name = name;
            this.work = work;
            this.worker = worker;
            worker.Give(Run);
        }

        /// <summary>The strand that the caller runs on; null outside of a schedule.</summary>
        public static Strand? Current => current;

        /// <summary>Place in the order in which the strands of a schedule were begun.</summary>
        public int Id { get; }

        /// <summary>For traces.</summary>
        public string Name { get; }

        /// <summary>Whatever stands for the strand in the code under test.</summary>
        public object? Tag { get; set; }

        /// <summary>Whether it has ended.</summary>
        public bool IsOver { get; private set; }

        /// <summary>Whether continuations of what it completes just now are to run on strands of their own.</summary>
        public bool Defers { get; set; }

        /// <summary>What it is a part of.</summary>
        public Schedule Schedule { get; }

        /// <summary>When it may go on; null for at any time.</summary>
        internal Func<bool>? Condition { get; set; }

        /// <summary>What it is about to do.</summary>
        internal string Doing { get; set; } = "begin";

        /// <summary>Adds a strand to the schedule of the caller's; it may begin at once.</summary>
        public static Strand Start(string name, Action work, object? tag = null)
        {
            var started = current!.Schedule.Start(name, work);
            started.Tag = tag;
            current.Schedule.Point($"started {name}");
            return started;
        }

        /// <summary>Waits until all have ended.</summary>
        public static void Join(params Strand[] strands)
        {
            foreach (var strand in strands)
                current!.Schedule.Point($"join {strand.Name}", () => strand.IsOver);
        }

        /// <summary>Waits until the task has ended, however it did.</summary>
        public static void Await(Task task) => current!.Schedule.Point("await a task", () => task.IsCompleted);

        /// <summary>Waits until something holds that others change.</summary>
        public static void Until(Func<bool> holds) => current!.Schedule.Point("wait for others", holds);

        /// <summary>Lets others come between.</summary>
        public static void Yield(string doing) => current!.Schedule.Point(doing);

        /// <summary>Fails the schedule where something does not hold, whoever catches exceptions here.</summary>
        public static void Expect(bool holds, string message)
        {
            if (!holds)
                current!.Schedule.Refuse(message);
        }

        /// <summary>Does something between whose steps nobody comes, such as a call of the framework that waits where the scheduler does
        /// not see it.</summary>
        public static void Undivided(Action work)
        {
            var me = current!;
            me.Schedule.Point("do at once");
            me.undivided++;
            try
            {
                work();
            }
            finally
            {
                me.undivided--;
            }
        }

        internal bool IsUndivided => undivided > 0;

        internal bool IsReady => !IsOver && (Condition is null || Condition());

        internal void Wake() => worker.Wake();

        internal void Sleep() => worker.Sleep();

        private void Run()
        {
            current = this;
            try
            {
                Schedule.Begun();
                work();
            }
            catch (Exception error)
            {
                Schedule.Fail(this, error);
            }
            finally
            {
                current = null;
                IsOver = true;
            }

            Schedule.End(this, worker);
        }
    }
}
