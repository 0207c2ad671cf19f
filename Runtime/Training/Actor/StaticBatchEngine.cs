#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Repartee.Conversation;
using static TorchSharp.torch;

namespace Repartee.Training.Actor
{
    /// <summary>One batch at a time: who begins before its first step is in it, nobody joins later. For voices, whose adapters are stacked
    /// for a batch, and where nothing better can play an actor.</summary>
    internal sealed class StaticBatchEngine : IGenerationEngine
    {
        private readonly BatchGenerator generator;
        private readonly int mostActive;
        private readonly Func<IReadOnlyList<GenerationJob>, Policy>? policies;
        private readonly List<GenerationJob> open = new List<GenerationJob>();
        private IReadOnlyList<IDisposable> tensors = Array.Empty<IDisposable>();
        private GenerationBatch? batch;
        private ActorWeights? published;
        private Policy policy;
        private int column;

        /// <param name="generator">Used by this engine alone.</param>
        /// <param name="mostActive">Most replies of a batch.</param>
        /// <param name="policies">The policy of a batch; its tensors live in the caller's dispose scope. Null for the published
        /// weights.</param>
        internal StaticBatchEngine(
            BatchGenerator generator, int mostActive, Func<IReadOnlyList<GenerationJob>, Policy>? policies = null)
        {
            this.generator = generator;
            this.mostActive = mostActive;
            this.policies = policies;
        }

        /// <inheritdoc/>
        public int Room => batch is null ? mostActive - open.Count : 0;

        /// <inheritdoc/>
        public bool IsBusy => open.Count > 0;

        /// <inheritdoc/>
        public void CheckFits(GenerationJob job) => generator.CheckFits(job);

        /// <inheritdoc/>
        public void Publish(ActorWeights weights) => published = weights;

        /// <inheritdoc/>
        public void Begin(GenerationJob job) => open.Add(job);

        /// <inheritdoc/>
        public void Step(List<GenerationJob> ended)
        {
            using var noGrad = no_grad();
            using var scope = NewDisposeScope();
            DropCancelled();
            if (batch is null && open.Any(job => job.Finish is null))
                Open();
            else if (batch?.IsOpen == true)
                column += generator.Advance(policy, batch, column);
            ended.AddRange(open.Where(job => job.Finish != null));
            open.RemoveAll(job => job.Finish != null);
            if (open.Count == 0)
                Abandon();
        }

        /// <inheritdoc/>
        public void Abandon()
        {
            open.Clear();
            batch = null;
            foreach (var tensor in tensors)
                tensor.Dispose();
            tensors = Array.Empty<IDisposable>();
        }

        /// <inheritdoc/>
        public void Dispose() => Abandon();

        private void DropCancelled()
        {
            foreach (var job in open)
            {
                if (job.IsGivenUp)
                    job.Finish ??= FinishReason.Cancelled;
            }
        }

        private void Open()
        {
            var jobs = open.Where(job => job.Finish is null).ToList();
            using var scope = NewDisposeScope();
            policy = policies is null ? published! : policies(jobs);
            batch = generator.Begin(policy, jobs);
            column = batch.Width;
            tensors = scope.DisposablesView.ToList();
            scope.Detach(tensors);
        }
    }
}
