#nullable enable
using System;
using System.Collections.Generic;
using System.Threading;
using Repartee.Conversation;

namespace Repartee.Training.Actor
{
    /// <summary>An engine and the jobs that are in it. Each job completes on its own; a failing step takes all with it that are being made,
    /// and nobody else. The actor's thread, except <see cref="GeneratedTokens"/> and <see cref="CheckFits"/>.</summary>
    internal sealed class ReplyLane : IDisposable
    {
        private readonly IGenerationEngine engine;
        private readonly bool withVoice;
        private readonly Dictionary<GenerationJob, JobBatch> making = new Dictionary<GenerationJob, JobBatch>();
        private readonly List<GenerationJob> ended = new List<GenerationJob>();
        private long generatedTokens;

        /// <param name="engine">Owned.</param>
        /// <param name="withVoice">Which jobs it takes.</param>
        internal ReplyLane(IGenerationEngine engine, bool withVoice)
        {
            this.engine = engine;
            this.withVoice = withVoice;
        }

        /// <summary>Whether replies are being made.</summary>
        internal bool IsBusy => making.Count > 0;

        /// <summary>Tokens of all replies that ended.</summary>
        internal long GeneratedTokens => Interlocked.Read(ref generatedTokens);

        internal void CheckFits(GenerationJob job) => engine.CheckFits(job);

        internal void Publish(ActorWeights weights) => engine.Publish(weights);

        /// <summary>Takes in what waits, as far as there is room.</summary>
        /// <param name="queue">Where it waits.</param>
        /// <param name="version">Of the published weights.</param>
        internal void Admit(ActorQueue queue, long version)
        {
            while (engine.Room > 0 && queue.TryTake(withVoice, out var next))
            {
                if (next.Job.IsGivenUp)                                         // while it waited: it costs no pass
                {
                    next.Job.Finish = FinishReason.Cancelled;
                    next.Batch.End();
                    continue;
                }

                next.Job.PolicyVersion = version;
                making.Add(next.Job, next.Batch);
                try
                {
                    engine.Begin(next.Job);
                }
                catch (Exception error)
                {
                    End(next.Job, error);
                }
            }
        }

        /// <summary>One step of the engine, if it has anything to do.</summary>
        internal void Advance()
        {
            if (!IsBusy)
                return;
            try
            {
                engine.Step(ended);
                EndFinished();
            }
            catch (Exception error)
            {
                EndFinished();                                                  // those were whole
                EndAll(error);
            }
        }

        /// <summary>Cuts what is being made.</summary>
        internal void Cut() => EndAll(null);

        /// <inheritdoc/>
        public void Dispose() => engine.Dispose();

        private void EndFinished()
        {
            foreach (var job in ended)
                End(job, null);
            ended.Clear();
        }

        private void EndAll(Exception? error)
        {
            engine.Abandon();
            foreach (var job in new List<GenerationJob>(making.Keys))
                End(job, error);
        }

        private void End(GenerationJob job, Exception? error)
        {
            making.Remove(job, out var batch);
            job.Finish ??= FinishReason.Cancelled;
            Interlocked.Add(ref generatedTokens, job.Tokens.Count);
            batch!.End(error);
        }
    }
}
