#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using TorchSharp;

namespace Repartee.Training.Actor
{
    /// <summary>
    /// The actor's thread: takes waiting jobs, answers them in batches with the newest published weights, and swaps weights between
    /// batches, so that one version makes a whole reply. An exception fails its batch alone; the thread goes on talking.
    /// </summary>
    internal sealed class ActorWorker : IDisposable
    {
        private readonly object gate = new object();
        private readonly Queue<Batch> waiting = new Queue<Batch>();
        private readonly BatchGenerator generator;
        private readonly int maxBatch;
        private readonly int threads;
        private readonly Thread thread;
        private ActorWeights weights;
        private long version;
        private Published? pending;
        private bool stopping;
        private long generatedTokens;

        /// <param name="generator">Used by this worker's thread alone.</param>
        /// <param name="first">Weights to begin with; owned from now on.</param>
        /// <param name="version">Their version.</param>
        /// <param name="maxBatch">Most replies at a time.</param>
        /// <param name="threads">CPU threads for libtorch's kernels on this thread.</param>
        internal ActorWorker(BatchGenerator generator, ActorWeights first, long version, int maxBatch, int threads)
        {
            this.generator = generator;
            weights = first;
            this.version = version;
            this.maxBatch = maxBatch;
            this.threads = threads;
            thread = new Thread(Work) { IsBackground = true, Name = "Repartee actor" };
            thread.Start();
        }

        /// <summary>Tokens sampled since the start.</summary>
        internal long GeneratedTokens => Interlocked.Read(ref generatedTokens);

        /// <summary>Queues one job and returns at once. The task completes when the reply is finished, cancelled or failed.</summary>
        /// <exception cref="ArgumentException">The prompt can not be answered; only this caller hears of it.</exception>
        internal Task Submit(GenerationJob job) => SubmitAll(new[] { job });

        /// <summary>Queues jobs that are answered together, in batches of the given order: a rerun makes the same batches.</summary>
        internal Task SubmitAll(IReadOnlyList<GenerationJob> jobs)
        {
            foreach (var job in jobs)
                generator.CheckFits(job);
            var batches = new List<Batch>();
            for (int start = 0; start < jobs.Count; start += maxBatch)
                batches.Add(new Batch(jobs.Skip(start).Take(maxBatch).ToList()));
            lock (gate)
            {
                if (stopping)
                    throw new ObjectDisposedException(nameof(ActorWorker), "The training session is stopped: start a new one to get replies.");
                foreach (var batch in batches)
                    waiting.Enqueue(batch);
                Monitor.Pulse(gate);
            }

            return batches.Count == 1 ? batches[0].Done.Task : Task.WhenAll(batches.Select(b => b.Done.Task));
        }

        /// <summary>Hands over newer weights, owned by the worker from now on; they take effect between batches. Trainer thread.</summary>
        internal void Publish(ActorWeights newer, long newerVersion)
        {
            var unused = Interlocked.Exchange(ref pending, new Published(newer, newerVersion));
            unused?.Weights.Dispose();                                          // replaced before the worker ever saw it
        }

        /// <summary>Cancels what waits and joins the thread.</summary>
        /// <returns>Whether the thread ended within the time.</returns>
        internal bool Stop(TimeSpan timeout)
        {
            lock (gate)
            {
                stopping = true;
                Monitor.PulseAll(gate);
            }

            return thread.Join(timeout);
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            if (!Stop(TimeSpan.FromSeconds(30)))
                return;                                                         // never free weights under a running native call
            weights.Dispose();
            Interlocked.Exchange(ref pending, null)?.Weights.Dispose();
        }

        private void Work()
        {
            torch.set_num_threads(threads);                                     // per thread in libtorch
            while (Take() is Batch batch)
            {
                TakePublished();
                Answer(batch);
            }
        }

        /// <summary>The next batch: a prepared one, or all single jobs that wait. Null when stopping.</summary>
        private Batch? Take()
        {
            lock (gate)
            {
                while (waiting.Count == 0 && !stopping)
                    Monitor.Wait(gate);
                if (stopping)
                {
                    foreach (var batch in waiting)
                        batch.Cancel();
                    waiting.Clear();
                    return null;
                }

                var taken = waiting.Dequeue();
                while (taken.Jobs.Count == 1 && taken.Size < maxBatch && waiting.Count > 0 && waiting.Peek().Jobs.Count == 1)
                    taken.Join(waiting.Dequeue());
                return taken;
            }
        }

        private void TakePublished()
        {
            var newer = Interlocked.Exchange(ref pending, null);
            if (newer is null)
                return;
            weights.Dispose();
            weights = newer.Weights;
            version = newer.Version;
        }

        private void Answer(Batch batch)
        {
            var jobs = batch.All().ToList();
            foreach (var job in jobs)
                job.PolicyVersion = version;
            try
            {
                generator.Run(weights, jobs, () => Volatile.Read(ref stopping));
                Interlocked.Add(ref generatedTokens, jobs.Sum(j => (long)j.Tokens.Count));
                batch.Complete();
            }
            catch (Exception error)
            {
                batch.Fail(error);
            }
        }

        private sealed class Published
        {
            internal Published(ActorWeights weights, long version)
            {
                Weights = weights;
                Version = version;
            }

            internal ActorWeights Weights { get; }

            internal long Version { get; }
        }

        /// <summary>Jobs that were submitted together, and others that joined for the ride.</summary>
        private sealed class Batch
        {
            private readonly List<Batch> joined = new List<Batch>();

            internal Batch(IReadOnlyList<GenerationJob> jobs) => Jobs = jobs;

            internal IReadOnlyList<GenerationJob> Jobs { get; }

            internal TaskCompletionSource<bool> Done { get; } =
                new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);

            internal int Size => Jobs.Count + joined.Sum(j => j.Size);

            internal void Join(Batch other) => joined.Add(other);

            internal IEnumerable<GenerationJob> All() => Jobs.Concat(joined.SelectMany(j => j.All()));

            internal void Complete()
            {
                Done.TrySetResult(true);
                joined.ForEach(j => j.Complete());
            }

            internal void Fail(Exception error)
            {
                Done.TrySetException(error);
                joined.ForEach(j => j.Fail(error));
            }

            internal void Cancel() => Done.TrySetCanceled();
        }
    }
}
