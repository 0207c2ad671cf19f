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
        private bool closed;
        private long added;
        private long dropped;

        internal ExperienceQueue(int capacity) => this.capacity = capacity;

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

                if (items.Count == capacity)
                {
                    items.Dequeue();
                    dropped++;
                }

                items.Enqueue(conversation);
                Monitor.Pulse(gate);
            }
        }

        /// <summary>Waits for the next one. Null once the queue is closed. Trainer thread.</summary>
        internal FinishedConversation? Take()
        {
            lock (gate)
            {
                while (items.Count == 0 && !closed)
                    Monitor.Wait(gate);
                return closed ? null : items.Dequeue();
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
