#nullable enable
using System;
using System.Linq;
using Repartee.Training.Actor;
using Repartee.Training.Optimization;

namespace Repartee.Training.Supervised
{
    /// <summary>Supervised training, step by step: the optimiser, the order of rows, and where it stands. One thread.</summary>
    internal sealed class SupervisedRun : IDisposable
    {
        private readonly SupervisedOptions options;
        private readonly SupervisedLoss loss;
        private readonly LengthBatches batches;
        private readonly TrainedPart part;
        private readonly GradientClip clip;

        /// <param name="options">Checked.</param>
        /// <param name="rows">What is learnt, at least one.</param>
        /// <param name="loss">Borrowed.</param>
        /// <param name="name">Of the part that learns, in checkpoints.</param>
        /// <param name="trained">Its numbers, borrowed.</param>
        internal SupervisedRun(SupervisedOptions options, TokenRow[] rows, SupervisedLoss loss, string name, ParameterArena trained)
        {
            this.options = options;
            this.loss = loss;
            batches = new LengthBatches(rows, options.BatchSize, options.Seed);
            part = new TrainedPart(
                name, trained, new AdamW(trained, options.AdamBeta1, options.AdamBeta2, 1e-8, options.WeightDecay));
            clip = new GradientClip(options.MaxGradientNorm, trained);
        }

        /// <summary>Steps done.</summary>
        internal int Step { get; private set; }

        /// <summary>Rate of the last step.</summary>
        internal double Rate { get; private set; }

        internal string PartName => part.Name;

        internal long PartCount => part.Arena.Layout.Count;

        /// <summary>Learns from the next batch.</summary>
        /// <returns>Tokens read.</returns>
        internal long Advance()
        {
            var batch = batches.Next();
            loss.Backward(batch, options.MicroBatchSize);
            Rate = SupervisedTrainer.Rate(options, ++Step);
            using var norm = clip.Apply();
            part.Optimizer.Step(norm, Rate);
            return batch.Sum(row => (long)row.Tokens.Length);
        }

        internal (SupervisedPlace Place, PartState Part) Capture()
        {
            var state = part.Capture();
            return (new SupervisedPlace(Step, batches.Place, loss.Place, state.Optimizer.Steps), state);
        }

        internal void Restore(SupervisedPlace place, PartState state)
        {
            batches.GoTo(place.Order.Epoch, place.Order.Position);
            loss.GoTo(place.Loss.Total, place.Loss.Batches, place.Loss.Passes);
            part.Restore(state);
            Step = place.Step;
            Rate = SupervisedTrainer.Rate(options, Step);
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            clip.Dispose();
            part.Dispose();
        }
    }
}
