#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Repartee.Conversation;

namespace Repartee.Training.Actor
{
    /// <summary>What waits for the actor's thread: batches of jobs in the order they came, and publications, which go first. Any
    /// thread.</summary>
    internal sealed class ActorQueue
    {
        private readonly object gate = new object();
        private readonly Queue<JobBatch> batches = new Queue<JobBatch>();
        private readonly Queue<Publication> publications = new Queue<Publication>();
        private readonly int maxBatch;
        private bool stopping;
        private bool ended;

        /// <param name="maxBatch">Most jobs of a batch.</param>
        internal ActorQueue(int maxBatch) => this.maxBatch = maxBatch;

        internal bool IsStopping => Volatile.Read(ref stopping);

        /// <summary>Queues jobs, those with a voice and those without in batches of their own.</summary>
        /// <returns>Their batches.</returns>
        /// <exception cref="ObjectDisposedException">Nothing is answered any more.</exception>
        internal IReadOnlyList<JobBatch> Add(IReadOnlyList<GenerationJob> jobs)
        {
            var added = new List<JobBatch>();
            foreach (var kind in jobs.GroupBy(job => job.Voice > 0))
            {
                var members = kind.ToList();
                for (int start = 0; start < members.Count; start += maxBatch)
                    added.Add(new JobBatch(members.Skip(start).Take(maxBatch).ToList()));
            }

            lock (gate)
            {
                if (stopping)
                    throw new ObjectDisposedException(nameof(ActorWorker), "The training session is stopped: start a new one to get replies.");
                added.ForEach(batches.Enqueue);
                Monitor.PulseAll(gate);
            }

            return added;
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

        /// <summary>Waits for work: a publication, a prepared batch, or all single jobs that wait. The actor's thread.</summary>
        /// <returns>False when stopping: what waited is cancelled.</returns>
        internal bool Take(out Publication? newer, out JobBatch? batch)
        {
            lock (gate)
            {
                while (batches.Count == 0 && publications.Count == 0 && !stopping)
                    Monitor.Wait(gate);
                (newer, batch) = (publications.Count > 0 && !stopping ? publications.Dequeue() : null, null);
                if (stopping)
                    End();
                else if (newer is null)
                    batch = TakeBatch();
                return !stopping;
            }
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

        private JobBatch TakeBatch()
        {
            var taken = batches.Dequeue();
            while (taken.Jobs.Count == 1 && taken.Size < maxBatch && batches.Count > 0 && batches.Peek().IsSingleLike(taken))
                taken.Join(batches.Dequeue());
            return taken;
        }

        private void End()
        {
            foreach (var batch in batches)
                batch.Cancel();
            batches.Clear();
            ended = true;
            Monitor.PulseAll(gate);
        }
    }
}
