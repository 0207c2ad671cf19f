#nullable enable
using System;
using System.Collections.Generic;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;
using Repartee.Conversation;
using Repartee.Sessions;
using TorchSharp;

namespace Repartee.Training.Actor
{
    /// <summary>
    /// The actor's thread: takes in what waits, advances what is being made by a step, and again; so a reply joins and leaves others on
    /// their way. Newer weights are written while nothing is being made, so that one version makes a whole reply, and in place, so that
    /// there is one copy of them. An exception fails the replies in the making alone; the thread goes on talking.
    /// </summary>
    internal sealed class ActorWorker : IDisposable
    {
        private readonly ActorQueue queue;
        private readonly ReplyLane published;
        private readonly ReplyLane? voiced;
        private readonly int threads;
        private readonly Thread thread;
        private readonly ActorWeights weights;
        private long version;

        /// <param name="engine">Plays the published weights; owned from now on.</param>
        /// <param name="first">Weights to begin with; owned from now on.</param>
        /// <param name="version">Their version.</param>
        /// <param name="threads">CPU threads for libtorch's kernels on this thread.</param>
        /// <param name="voices">Plays jobs with a voice; owned from now on. Null where there are no voices.</param>
        /// <param name="mostWaiting">Jobs that may wait for their turn.</param>
        internal ActorWorker(
            IGenerationEngine engine, ActorWeights first, long version, int threads, IGenerationEngine? voices = null,
            int mostWaiting = int.MaxValue)
        {
            queue = new ActorQueue(mostWaiting);
            published = new ReplyLane(engine, withVoice: false);
            voiced = voices is null ? null : new ReplyLane(voices, withVoice: true);
            weights = first;
            this.version = version;
            this.threads = threads;
            engine.Publish(first);
            thread = new Thread(Work) { IsBackground = true, Name = "Repartee actor" };
            thread.Start();
        }

        /// <summary>Tokens of all replies since the start that have ended.</summary>
        internal long GeneratedTokens => published.GeneratedTokens + (voiced?.GeneratedTokens ?? 0);

        /// <summary>Publications and reads that wait.</summary>
        internal int WaitingPublications => queue.WaitingPublications;

        /// <summary>Queues one job and returns at once. The task completes when the reply is finished, cancelled or failed.</summary>
        /// <exception cref="ArgumentException">The prompt can not be answered; only this caller hears of it.</exception>
        internal Task Submit(GenerationJob job) => SubmitAll(new[] { job });

        /// <summary>Queues jobs, all at once; they are begun in their order, those with a voice and those without apart.</summary>
        /// <returns>Completes when all have ended.</returns>
        internal Task SubmitAll(IReadOnlyList<GenerationJob> jobs)
        {
            for (int i = 0; i < jobs.Count; i++)
                Lane(jobs[i]).CheckFits(jobs[i]);
            return queue.Add(jobs);
        }

        /// <summary>Has newer weights written over the present ones as soon as no reply is being made, and waits for that: replies in the
        /// making end first, then comes this, then other replies. Trainer thread.</summary>
        /// <param name="write">Runs on the worker's thread while the caller waits.</param>
        /// <param name="newerVersion">Their version.</param>
        internal void Publish(Action<ActorWeights> write, long newerVersion)
        {
            var publication = new Publication(write, newerVersion);
            queue.AddAndWait(publication);
            if (publication.Error != null)
                ExceptionDispatchInfo.Capture(publication.Error).Throw();
        }

        /// <summary>Has the present weights looked at between two steps, and waits for that. Any thread but the worker's.</summary>
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

        /// <summary>Cuts what is being made, cancels what waits and joins the thread.</summary>
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
            published.Dispose();
            voiced?.Dispose();
            weights.Dispose();
        }

        private bool IsBusy => published.IsBusy || voiced?.IsBusy == true;

        private ReplyLane Lane(GenerationJob job) => job.Voice == 0 ? published : voiced ?? throw new ArgumentException(
            $"Expected a job without a voice, but found voice {job.Voice}. Give the session voices (TrainingOptions.Voices).");

        private void Work()
        {
            torch.set_num_threads(threads);                                     // per thread in libtorch
            while (queue.AwaitWork(IsBusy))
            {
                if (queue.TakePublication(idle: !IsBusy) is Publication publication)
                    Write(publication);
                else
                    Advance();
            }

            published.Cut();
            voiced?.Cut();
            queue.End();
        }

        /// <summary>A step of each kind: neither waits for the other's end.</summary>
        private void Advance()
        {
            published.Admit(queue, version);
            voiced?.Admit(queue, version);
            published.Advance();
            voiced?.Advance();
        }

        private void Write(Publication newer)
        {
            try
            {
                newer.Write(weights);
                if (newer.Writes)
                    published.Publish(weights);
                newer.Version = version = newer.Version ?? version;
            }
            catch (Exception error)
            {
                newer.Error = error;                                            // for the trainer, who waits for it
            }

            queue.Finish(newer);
        }
    }
}
