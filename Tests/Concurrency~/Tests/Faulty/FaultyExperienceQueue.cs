using System.Collections.Generic;
using System.Threading;
using Repartee.Conversation;

namespace Repartee.Concurrency.Tests.Faulty
{
    /// <summary>An unbounded queue with a fault in one of its parts, to show that the scheduler finds it.</summary>
    internal abstract class FaultyExperienceQueue
    {
        protected object Gate { get; } = new();

        internal Queue<FinishedConversation> Items { get; } = new();

        internal bool Closed { get; set; }

        internal bool Nudged { get; set; }

        internal long Added { get; set; }

        internal long Dropped { get; set; }

        internal void Add(FinishedConversation conversation)
        {
            lock (Gate)
            {
                Added++;
                if (Closed)
                {
                    Dropped++;
                    return;
                }

                Items.Enqueue(conversation);
                Monitor.Pulse(Gate);
            }
        }

        internal virtual FinishedConversation? Take()
        {
            lock (Gate)
            {
                while (Items.Count == 0 && !Closed && !Nudged)
                    Monitor.Wait(Gate);
                return Next();
            }
        }

        internal void Nudge()
        {
            lock (Gate)
            {
                Nudged = true;
                Monitor.PulseAll(Gate);
            }
        }

        internal virtual void Close()
        {
            lock (Gate)
            {
                Closed = true;
                Dropped += Items.Count;
                Items.Clear();
                Monitor.PulseAll(Gate);
            }
        }

        protected FinishedConversation? Next()
        {
            bool called = Nudged;
            Nudged = false;
            return Closed || called || Items.Count == 0 ? null : Items.Dequeue();
        }
    }

    /// <summary>Looks under the lock, lets it go, and waits: what comes in between wakes nobody.</summary>
    internal sealed class HastyTakeQueue : FaultyExperienceQueue
    {
        internal override FinishedConversation? Take()
        {
            bool empty;
            lock (Gate)
                empty = Items.Count == 0 && !Closed && !Nudged;
            lock (Gate)
            {
                if (empty)
                    Monitor.Wait(Gate);
                return Next();
            }
        }
    }

    /// <summary>Counts what waits under the lock, lets it go, and throws away what waits then.</summary>
    internal sealed class HastyCloseQueue : FaultyExperienceQueue
    {
        internal override void Close()
        {
            int left;
            lock (Gate)
                left = Items.Count;
            lock (Gate)
            {
                Closed = true;
                Dropped += left;
                Items.Clear();
                Monitor.PulseAll(Gate);
            }
        }
    }
}
