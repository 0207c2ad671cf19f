#nullable enable
using System.Collections.Generic;
using System.Threading.Tasks;
using Repartee.Conversation;
using Repartee.Frozen.Gguf;
using Repartee.Frozen.Model;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Export;

namespace Repartee.Training.Trainer
{
    /// <summary>Freezes the actor of a running session. Any thread.</summary>
    internal sealed class ActorFreezer
    {
        private readonly ActorFolder folder;
        private readonly ActorWorker worker;
        private readonly SamplingOptions sampling;
        private readonly string? runId;

        /// <param name="folder">What the actor started from.</param>
        /// <param name="worker">Has the present weights.</param>
        /// <param name="sampling">What the session samples with.</param>
        /// <param name="runId">The run; null where nothing is written.</param>
        internal ActorFreezer(ActorFolder folder, ActorWorker worker, SamplingOptions sampling, string? runId)
        {
            this.folder = folder;
            this.worker = worker;
            this.sampling = sampling;
            this.runId = runId;
        }

        /// <param name="path">The file.</param>
        /// <param name="type">How matrices are stored.</param>
        /// <param name="options">What the caller wants said.</param>
        /// <param name="progress">The last update's metrics.</param>
        internal Task<ExportReport> Freeze(string path, GgufType type, ExportOptions options, TrainingProgress progress) =>
            Task.Run(() => Write(path, type, options, progress));

        private ExportReport Write(string path, GgufType type, ExportOptions options, TrainingProgress progress)
        {
            ActorExport.RequireParent(path);
            ActorWeights? copy = null;
            try
            {
                long version = worker.Read(weights => copy = weights.Copy());
                var said = options with
                {
                    PolicyVersion = options.PolicyVersion ?? version,
                    RunId = options.RunId ?? runId,
                    Rewards = options.Rewards ?? RunOrigin.RewardsIn(progress.Metrics),
                };
                var info = ActorExport.Info(folder, said, new RunOrigin());
                return new GgufExport(folder, type, Advice(options), info).Write(path, new ArenaSource(copy!));
            }
            finally
            {
                copy?.Dispose();
            }
        }

        private FrozenSampling Advice(ExportOptions options) => options.Sampling ?? new FrozenSampling
        {
            Temperature = (float)sampling.Temperature,
            TopK = sampling.TopK,
            TopP = (float)sampling.TopP,
            MaxTokens = sampling.MaxTokens,
        };
    }
}
