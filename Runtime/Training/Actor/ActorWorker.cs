#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;
using Repartee.Conversation;
using TorchSharp;

namespace Repartee.Training.Actor
{
    /// <summary>
    /// The actor's thread: takes waiting jobs and answers them in batches with the newest published weights. These are written between two
    /// batches, so that one version makes a whole reply, and in place, so that there is one copy of them. An exception fails its batch
    /// alone; the thread goes on talking.
    /// </summary>
    internal sealed class ActorWorker : IDisposable
    {
        private readonly ActorQueue queue;
        private readonly BatchGenerator generator;
        private readonly int threads;
        private readonly Func<IReadOnlyList<GenerationJob>, Policy>? voices;
        private readonly Thread thread;
        private readonly ActorWeights weights;
        private long version;
        private long generatedTokens;

        /// <param name="generator">Used by this worker's thread alone.</param>
        /// <param name="first">Weights to begin with; owned from now on.</param>
        /// <param name="version">Their version.</param>
        /// <param name="maxBatch">Most replies at a time.</param>
        /// <param name="threads">CPU threads for libtorch's kernels on this thread.</param>
        /// <param name="voices">The policy of a batch of jobs with a voice; its tensors live in the caller's dispose scope. Null where there are
        /// no voices.</param>
        internal ActorWorker(
            BatchGenerator generator, ActorWeights first, long version, int maxBatch, int threads,
            Func<IReadOnlyList<GenerationJob>, Policy>? voices = null)
        {
            queue = new ActorQueue(maxBatch);
            this.generator = generator;
            weights = first;
            this.version = version;
            this.threads = threads;
            this.voices = voices;
            thread = new Thread(Work) { IsBackground = true, Name = "Repartee actor" };
            thread.Start();
        }

        /// <summary>Tokens sampled since the start.</summary>
        internal long GeneratedTokens => Interlocked.Read(ref generatedTokens);

        /// <summary>Queues one job and returns at once. The task completes when the reply is finished, cancelled or failed.</summary>
        /// <exception cref="ArgumentException">The prompt can not be answered; only this caller hears of it.</exception>
        internal Task Submit(GenerationJob job) => SubmitAll(new[] { job });

        /// <summary>Queues jobs that are answered together, in batches of the given order: a rerun makes the same batches. Jobs with a voice
        /// share batches with each other, those without with each other.</summary>
        internal Task SubmitAll(IReadOnlyList<GenerationJob> jobs)
        {
            foreach (var job in jobs)
                generator.CheckFits(job);
            var batches = queue.Add(jobs);
            return batches.Count == 1 ? batches[0].Done.Task : Task.WhenAll(batches.Select(b => b.Done.Task));
        }

        /// <summary>Has newer weights written over the present ones as soon as no batch runs, and waits for that: the batch in hand goes first,
        /// then this, then other batches. Trainer thread.</summary>
        /// <param name="write">Runs on the worker's thread while the caller waits.</param>
        /// <param name="newerVersion">Their version.</param>
        internal void Publish(Action<ActorWeights> write, long newerVersion)
        {
            var publication = new Publication(write, newerVersion);
            queue.AddAndWait(publication);
            if (publication.Error != null)
                ExceptionDispatchInfo.Capture(publication.Error).Throw();
        }

        /// <summary>Has the present weights looked at as soon as no batch runs, and waits for that. Any thread but the worker's.</summary>
        /// <param name="read">Runs on the worker's thread: NPCs wait for it.</param>
        /// <returns>The weights' version.</returns>
        /// <exception cref="ObjectDisposedException">The worker is stopped.</exception>
        internal long Read(Action<ActorWeights> read)
        {
            var look = new Publication(read, null);
            queue.AddAndWait(look);
            if (look.Error != null)
                ExceptionDispatchInfo.Capture(look.Error).Throw();
            return look.Version ?? throw new ObjectDisposedException(
                nameof(ActorWorker), "The training session is stopped: freeze its last checkpoint instead.");
        }

        /// <summary>Cancels what waits and joins the thread.</summary>
        /// <returns>Whether the thread ended within the time.</returns>
        internal bool Stop(TimeSpan timeout)
        {
            queue.Stop();
            return thread.Join(timeout);
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            if (!Stop(TimeSpan.FromSeconds(30)))
                return;                                                         // never free weights under a running native call
            weights.Dispose();
        }

        private void Work()
        {
            torch.set_num_threads(threads);                                     // per thread in libtorch
            while (queue.Take(out var publication, out var batch))
            {
                if (publication != null)
                    Write(publication);
                else
                    Answer(batch!);
            }
        }

        private void Write(Publication newer)
        {
            try
            {
                newer.Write(weights);
                newer.Version = version = newer.Version ?? version;
            }
            catch (Exception error)
            {
                newer.Error = error;                                            // for the trainer, who waits for it
            }

            queue.Finish(newer);
        }

        private void Answer(JobBatch batch)
        {
            var jobs = batch.All().ToList();
            foreach (var job in jobs)
                job.PolicyVersion = version;
            try
            {
                using var noGrad = torch.no_grad();
                using var scope = torch.NewDisposeScope();
                generator.Run(jobs[0].Voice > 0 ? voices!(jobs) : weights, jobs, () => queue.IsStopping);
                Interlocked.Add(ref generatedTokens, jobs.Sum(j => (long)j.Tokens.Count));
                batch.Complete();
            }
            catch (Exception error)
            {
                batch.Fail(error);
            }
        }
    }
}
