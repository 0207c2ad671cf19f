#nullable enable
using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Repartee.Conversation;

namespace Repartee.Training.Actor
{
    /// <summary>What waits for the actor's thread: jobs in the order they came, those with a voice apart, and publications. While newer
    /// weights wait to be written, no job is handed out. Any thread.</summary>
    internal sealed class ActorQueue
    {
        private readonly object gate = new object();
        private readonly Queue<QueuedJob> plain = new Queue<QueuedJob>();
        private readonly Queue<QueuedJob> voiced = new Queue<QueuedJob>();
        private readonly Queue<Publication> publications = new Queue<Publication>();
        private readonly int mostWaiting;
        private bool stopping;
        private bool ended;

        /// <param name="mostWaiting">Jobs that may wait for their turn.</param>
        internal ActorQueue(int mostWaiting = int.MaxValue) => this.mostWaiting = mostWaiting;

        internal int WaitingPublications
        {
            get
            {
                lock (gate)
                    return publications.Count;
            }
        }

        /// <summary>Jobs that wait for their turn.</summary>
        internal int WaitingJobs
        {
            get
            {
                lock (gate)
                    return plain.Count + voiced.Count;
            }
        }

        /// <summary>Queues jobs, all at once, unless too many wait already.</summary>
        /// <returns>Completes when all have ended.</returns>
        /// <exception cref="ObjectDisposedException">Nothing is answered any more.</exception>
        /// <exception cref="ActorUnavailableException">Too many wait already.</exception>
        internal Task Add(IReadOnlyList<GenerationJob> jobs)
        {
            var batch = new JobBatch(jobs.Count);
            lock (gate)
            {
                if (stopping)
                    throw new ObjectDisposedException(nameof(ActorWorker), "The training session is stopped: start a new one to get replies.");
                ReplyBacklog.Require(plain.Count + voiced.Count, mostWaiting);
                for (int i = 0; i < jobs.Count; i++)
                    Waiting(jobs[i].Voice > 0).Enqueue(new QueuedJob(jobs[i], batch));
                Monitor.PulseAll(gate);
            }

            return batch.Done;
        }

        /// <summary>Returns when the publication is done, or nobody will do it any more.</summary>
        internal void AddAndWait(Publication newer)
        {
            lock (gate)
            {
                publications.Enqueue(newer);
                Monitor.PulseAll(gate);
                while (!newer.Done && !ended)
                    Monitor.Wait(gate);
            }
        }

        /// <summary>Waits until something waits, unless the caller is busy. The actor's thread, as all below but
        /// <see cref="Stop"/>.</summary>
        /// <returns>False when stopping: what waited is cancelled.</returns>
        internal bool AwaitWork(bool busy)
        {
            lock (gate)
            {
                while (!busy && !stopping && plain.Count == 0 && voiced.Count == 0 && publications.Count == 0)
                    Monitor.Wait(gate);
                return !stopping;
            }
        }

        /// <summary>The first publication, if it can be done now: one that only reads always, one that writes while nothing is being
        /// made.</summary>
        internal Publication? TakePublication(bool idle)
        {
            lock (gate)
                return publications.Count > 0 && (idle || !publications.Peek().Writes) ? publications.Dequeue() : null;
        }

        /// <summary>The next job of its kind, unless newer weights wait.</summary>
        internal bool TryTake(bool withVoice, out QueuedJob next)
        {
            next = default;
            lock (gate)
                return publications.Count == 0 && Waiting(withVoice).TryDequeue(out next);
        }

        /// <summary>Lets the publisher go on.</summary>
        internal void Finish(Publication newer)
        {
            lock (gate)
            {
                newer.Done = true;
                Monitor.PulseAll(gate);
            }
        }

        /// <summary>Nothing more is answered.</summary>
        internal void Stop()
        {
            lock (gate)
            {
                stopping = true;
                Monitor.PulseAll(gate);
            }
        }

        /// <summary>Cancels what waits, once <see cref="AwaitWork"/> said false, and lets publishers go.</summary>
        internal void End()
        {
            lock (gate)
            {
                while (plain.TryDequeue(out var job) || voiced.TryDequeue(out job))
                    job.Batch.Cancel();
                ended = true;
                Monitor.PulseAll(gate);
            }
        }

        private Queue<QueuedJob> Waiting(bool withVoice) => withVoice ? voiced : plain;
    }
}
