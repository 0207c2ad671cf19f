#nullable enable
using System;
using Repartee.Conversation;
using Repartee.Training.Actor;
using Repartee.Training.Critic;
using Repartee.Training.Optimization;
using static TorchSharp.torch;

namespace Repartee.Training.RewardModel
{
    /// <summary>
    /// The fit of a fresh head to labels, step by step. An epoch learns from all labels once, in full batches: the ragged rest comes with
    /// the next epoch's order. Owns its tensors, not the head, the labels and the features; one thread.
    /// </summary>
    internal sealed class HeadFit : IDisposable
    {
        private readonly ValueHead head;
        private readonly RewardLabels labels;
        private readonly Tensor features;
        private readonly RewardModelOptions options;
        private readonly Action<RewardModelProgress>? report;
        private readonly int[] training;
        private readonly int[] heldOut;
        private readonly int batchSize;
        private readonly TrainedPart part;
        private readonly GradientClip clip;
        private readonly Tensor total;                                          // losses of the epoch's batches
        private int[] order = Array.Empty<int>();
        private int epoch;                                                      // that is learnt from; 0 before the first
        private int batch;                                                      // done of it
        private RewardModelProgress? best;
        private float[] kept;

        /// <param name="head">Begins anew.</param>
        /// <param name="labels">All, those to hold out too.</param>
        /// <param name="features">Of their replies.</param>
        /// <param name="options">Checked.</param>
        /// <param name="report">Called after each epoch; may be null.</param>
        internal HeadFit(
            ValueHead head, RewardLabels labels, Tensor features, RewardModelOptions options, Action<RewardModelProgress>? report)
        {
            this.head = head;
            this.labels = labels;
            this.features = features;
            this.options = options;
            this.report = report;
            (training, heldOut) = HeldOutLabels.Split(labels.Dialogues, options.HeldOutShare, CounterRandom.Derive(options.Seed, 1));
            batchSize = Math.Min(options.BatchSize, training.Length);
            head.Initialize(CounterRandom.Derive(options.Seed, 2));
            head.Arena.ClearGradient();
            kept = head.Arena.ToArray();
            part = new TrainedPart("head", head.Arena, new AdamW(head.Arena, 0.9, 0.999, 1e-8, options.WeightDecay));
            clip = new GradientClip(options.MaxGradientNorm, head.Arena);
            total = zeros(Array.Empty<long>(), dtype: ScalarType.Float32, device: head.Arena.Device);
            Begin(1);
        }

        internal bool IsDone => epoch > options.Epochs;

        /// <summary>Optimiser steps done.</summary>
        internal long Steps => (epoch - 1L) * Batches + batch;

        internal string PartName => part.Name;

        internal long PartCount => head.Arena.Layout.Count;

        private int Batches => training.Length / batchSize;

        /// <summary>Learns from the next batch, and after an epoch's last measures and reports.</summary>
        internal void Advance()
        {
            using (var loss = labels.Loss(head, features, order.AsSpan(batch * batchSize, batchSize).ToArray(), total))
                loss.backward();
            using (var norm = clip.Apply())
                part.Optimizer.Step(norm, options.LearningRate);
            if (++batch == Batches)
                EndEpoch();
        }

        /// <summary>Gives the head the kept epoch's numbers.</summary>
        /// <returns>How good it is.</returns>
        internal RewardModelProgress Finish()
        {
            head.Arena.Load(kept);
            return best!;
        }

        internal (HeadPlace Place, PartState Part, float[] Kept) Capture()
        {
            var state = part.Capture();
            return (new HeadPlace(epoch, batch, HostCopy.Floats(total)[0], best, state.Optimizer.Steps), state, kept);
        }

        internal void Restore(HeadPlace place, PartState state, float[] keptValues)
        {
            place.Require(options.Epochs, Batches);
            part.Restore(state);
            Begin(place.Epoch);
            using var noGrad = no_grad();
            using var sum = HostCopy.ToDevice(new[] { place.LossSum }, Array.Empty<long>(), head.Arena.Device);
            total.copy_(sum);
            (batch, best, kept) = (place.Batch, place.Best, keptValues);
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            total.Dispose();
            clip.Dispose();
            part.Dispose();
        }

        private void Begin(int next)
        {
            (epoch, batch) = (next, 0);
            var drawn = CounterRandom.Permutation(training.Length, CounterRandom.Derive(options.Seed, 2 + (ulong)next));
            order = Array.ConvertAll(drawn, i => training[i]);
            using var noGrad = no_grad();
            using var same = total.zero_();                                     // a second object for the same tensor
        }

        private void EndEpoch()
        {
            double loss = HostCopy.Floats(total)[0] / Batches;
            double accuracy = labels.Accuracy(LearnedReward.ScoresOf(head, features), heldOut);
            var progress = new RewardModelProgress(epoch, loss, Measure(), accuracy);
            if (best is null || heldOut.Length == 0 || progress.HeldOutLoss < best.HeldOutLoss)
                (best, kept) = (progress, head.Arena.ToArray());
            Begin(epoch + 1);
            report?.Invoke(progress);
        }

        private double Measure()
        {
            if (heldOut.Length == 0)
                return double.NaN;
            using var noGrad = no_grad();
            using var unused = zeros(Array.Empty<long>(), dtype: ScalarType.Float32, device: head.Arena.Device);
            using var loss = labels.Loss(head, features, heldOut, unused);
            return HostCopy.Floats(loss)[0];
        }
    }
}
