using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Repartee.Conversation;
using Repartee.Training.Actor;

namespace Repartee.Concurrency.Tests.Faulty
{
    /// <summary>A queue of the actor's with a fault in one of its parts, to show that the scheduler finds it.</summary>
    internal abstract class FaultyActorQueue
    {
        private readonly Queue<QueuedJob> jobs = new();
        private bool stopping;

        protected object Gate { get; } = new();

        protected Queue<Publication> Publications { get; } = new();

        protected bool Ended { get; private set; }

        internal int WaitingPublications
        {
            get
            {
                lock (Gate)
                    return Publications.Count;
            }
        }

        internal Task Add(IReadOnlyList<GenerationJob> added)
        {
            var batch = new JobBatch(added.Count);
            lock (Gate)
            {
                ObjectDisposedException.ThrowIf(stopping, this);
                foreach (var job in added)
                    jobs.Enqueue(new QueuedJob(job, batch));
                Monitor.PulseAll(Gate);
            }

            return batch.Done;
        }

        internal virtual void AddAndWait(Publication newer)
        {
            lock (Gate)
            {
                Publications.Enqueue(newer);
                Monitor.PulseAll(Gate);
                while (!newer.Done && !Ended)
                    Monitor.Wait(Gate);
            }
        }

        internal bool AwaitWork(bool busy)
        {
            lock (Gate)
            {
                while (!busy && !stopping && jobs.Count == 0 && Publications.Count == 0)
                    Monitor.Wait(Gate);
                return !stopping;
            }
        }

        internal virtual Publication? TakePublication(bool idle)
        {
            lock (Gate)
                return Publications.Count > 0 && (idle || !Publications.Peek().Writes) ? Publications.Dequeue() : null;
        }

        internal virtual QueuedJob? TryTake()
        {
            lock (Gate)
                return Publications.Count == 0 ? Next() : null;
        }

        internal void Finish(Publication newer)
        {
            lock (Gate)
            {
                newer.Done = true;
                Monitor.PulseAll(Gate);
            }
        }

        internal void Stop()
        {
            lock (Gate)
            {
                stopping = true;
                Monitor.PulseAll(Gate);
            }
        }

        internal void End()
        {
            lock (Gate)
            {
                while (Next() is QueuedJob left)
                    left.Batch.Cancel();
                Ended = true;
                Monitor.PulseAll(Gate);
            }
        }

        protected QueuedJob? Next() => jobs.TryDequeue(out var next) ? next : null;
    }

    /// <summary>Waits for its own weights alone, and not for the end.</summary>
    internal sealed class DeafPublisherQueue : FaultyActorQueue
    {
        internal override void AddAndWait(Publication newer)
        {
            lock (Gate)
            {
                Publications.Enqueue(newer);
                Monitor.PulseAll(Gate);
                while (!newer.Done)
                    Monitor.Wait(Gate);
            }
        }
    }

    /// <summary>Hands out jobs whatever waits.</summary>
    internal sealed class PushyQueue : FaultyActorQueue
    {
        internal override QueuedJob? TryTake()
        {
            lock (Gate)
                return Next();
        }
    }

    /// <summary>Hands out weights whatever is being made.</summary>
    internal sealed class ImpatientQueue : FaultyActorQueue
    {
        internal override Publication? TakePublication(bool idle)
        {
            lock (Gate)
                return Publications.TryDequeue(out var next) ? next : null;
        }
    }
}
