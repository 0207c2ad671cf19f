#nullable enable
using System.Collections.Generic;
using System.Threading;
using Repartee.Conversation;

namespace Repartee.Training.Experience
{
    /// <summary>
    /// The one hand-over from play to training: bounded, first in first out. Adding never waits; when full, the oldest conversation is
    /// dropped and counted.
    /// </summary>
    internal sealed class ExperienceQueue
    {
        private readonly object gate = new object();
        private readonly Queue<FinishedConversation> items = new Queue<FinishedConversation>();
        private readonly int capacity;
        private readonly long passedBefore;
        private bool closed;
        private bool nudged;
        private long added;
        private long dropped;

        /// <param name="capacity">Conversations that may wait.</param>
        /// <param name="passedBefore">Conversations of the run that went through a queue before this one.</param>
        internal ExperienceQueue(int capacity, long passedBefore = 0)
        {
            this.capacity = capacity;
            this.passedBefore = passedBefore;
        }

        /// <summary>Conversations that were dropped because the trainer could not keep up, or because it had stopped.</summary>
        internal long Dropped => Interlocked.Read(ref dropped);

        /// <summary>Conversations that were handed over and not dropped: taken by the trainer, or waiting for it.</summary>
        internal long Delivered
        {
            get
            {
                lock (gate)
                    return added - dropped;
            }
        }

        /// <summary>Conversations that the trainer has not taken yet.</summary>
        internal int Waiting
        {
            get
            {
                lock (gate)
                    return items.Count;
            }
        }

        /// <summary>Conversations of the run that wait no more: taken or dropped. The next one that is taken was the run's number
        /// <c>Passed + 1</c>.</summary>
        internal long Passed
        {
            get
            {
                lock (gate)
                    return passedBefore + added - items.Count;
            }
        }

        internal bool IsClosed
        {
            get
            {
                lock (gate)
                    return closed;
            }
        }

        /// <summary>Any thread; never blocks for longer than another's add.</summary>
        internal void Add(FinishedConversation conversation)
        {
            lock (gate)
            {
                added++;
                if (closed)
                {
                    dropped++;
                    return;
                }

                if (items.Count >= capacity)
                {
                    items.Dequeue();
                    dropped++;
                }

                items.Enqueue(conversation);
                Monitor.Pulse(gate);
            }
        }

        /// <summary>Waits for the next one. Null once the queue is closed, and once after each <see cref="Nudge"/>. Trainer thread.</summary>
        internal FinishedConversation? Take()
        {
            lock (gate)
            {
                while (items.Count == 0 && !closed && !nudged)
                    Monitor.Wait(gate);
                bool called = nudged;
                nudged = false;
                return closed || called ? null : items.Dequeue();
            }
        }

        /// <summary>Calls the trainer away from its wait. Any thread.</summary>
        internal void Nudge()
        {
            lock (gate)
            {
                nudged = true;
                Monitor.PulseAll(gate);
            }
        }

        /// <summary>Wakes the trainer for its end. What still waits counts as dropped.</summary>
        internal void Close()
        {
            lock (gate)
            {
                closed = true;
                dropped += items.Count;
                items.Clear();
                Monitor.PulseAll(gate);
            }
        }
    }
}
