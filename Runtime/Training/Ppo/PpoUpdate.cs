#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Repartee.Conversation;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Critic;
using Repartee.Training.Experience;
using static TorchSharp.torch;

namespace Repartee.Training.Ppo
{
    /// <summary>
    /// One PPO update on a full buffer: score, advantages, then epochs of minibatches, each one optimiser step. Trainer thread.
    /// </summary>
    internal sealed class PpoUpdate : IDisposable
    {
        private readonly Learner learner;
        private readonly PpoOptions options;
        private readonly AdaptiveKl kl;
        private readonly Tensor temperature;
        private readonly PpoLoss loss;
        private readonly ISlicePace pace;
        private readonly IReferenceScorer? referenceScorer;
        private readonly ReplayOptions? replay;

        /// <param name="learner">What learns.</param>
        /// <param name="options">PPO's options.</param>
        /// <param name="kl">The penalty.</param>
        /// <param name="samplingTemperature">Of the learner's actor.</param>
        /// <param name="pace">Who gives time; null: nobody else wants it.</param>
        /// <param name="referenceScorer">Who scores the reference; null: the learner's own.</param>
        /// <param name="replay">How recorded episodes are weighed; null where the learner's own actor plays.</param>
        internal PpoUpdate(Learner learner, PpoOptions options, AdaptiveKl kl, double samplingTemperature, ISlicePace? pace = null,
            IReferenceScorer? referenceScorer = null, ReplayOptions? replay = null)
        {
            this.replay = replay;
            this.referenceScorer = referenceScorer;
            this.pace = pace ?? new UnboundPace();
            options.Validate();
            this.learner = learner;
            this.options = options;
            this.kl = kl;
            temperature = HostCopy.ToDevice(new[] { (float)samplingTemperature }, Array.Empty<long>(), learner.Network.Device);
            loss = new PpoLoss(learner, options, temperature);
        }

        /// <summary>Runs the update.</summary>
        /// <param name="episodes">The buffer.</param>
        /// <param name="policyVersion">Version of the learner's weights before the update.</param>
        /// <param name="rateFactor">From the learning-rate schedule.</param>
        /// <param name="seed">Decides the minibatches.</param>
        /// <param name="cancellation">Looked at before each slice; steps that are done stay done.</param>
        /// <exception cref="StaleRecordingException">Too many recorded episodes are too far from the learner; nothing was
        /// changed.</exception>
        internal PpoMetrics Run(IReadOnlyList<Episode> episodes, long policyVersion, double rateFactor, ulong seed, CancellationToken cancellation = default)
        {
            var buffer = Prepare(episodes, policyVersion, cancellation);
            using var metrics = new PpoMetrics();
            double coefficient = kl.Coefficient;
            loss.SetKlCoefficient(options.KlPlacement == KlPlacement.Loss ? coefficient : 0.0);
            for (int epoch = 0; epoch < options.Epochs && !metrics.StoppedEarly; epoch++)
            {
                var order = CounterRandom.Permutation(buffer.Episodes.Count, CounterRandom.Derive(seed, (ulong)epoch));
                for (int start = 0; start < order.Length && !metrics.StoppedEarly; start += options.MinibatchSize)
                {
                    Step(buffer, order.Skip(start).Take(options.MinibatchSize), rateFactor, metrics, cancellation);
                }
            }

            metrics.Read();                                                     // the epochs' one wait for the device

            if (learner.Reference != null)
                kl.Observe(buffer.SequenceKl, buffer.Episodes.Count);
            metrics.Summarize(buffer, coefficient, options.LearningRate * rateFactor);
            return metrics;
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            loss.Dispose();
            temperature.Dispose();
        }

        internal PreparedBuffer Prepare(IReadOnlyList<Episode> episodes, long policyVersion, CancellationToken cancellation = default)
        {
            var critic = new CriticView(learner.CriticBackbone, learner.Critic, learner.SharesBackbone);
            var current = TokenScores.Compute(
                learner.Actor, critic, temperature, episodes, RowsAPass(episodes), learner.PadToken, pace, cancellation);
            ImportanceWeights? importance = null;
            if (replay != null)
            {
                importance = ImportanceWeights.Compute(episodes, current, replay);
                (episodes, current) = (importance.Kept(episodes), importance.Kept(current));
            }

            var reference = referenceScorer != null
                ? Array.ConvertAll(referenceScorer.LogProbs(episodes, pace, cancellation), TokenScores.Of)
                : learner.Reference is Policy policy
                ? TokenScores.Compute(
                    policy, null, temperature, episodes, RowsAPass(episodes), learner.PadToken, pace, cancellation)
                : null;
            return PreparedBuffer.Prepare(episodes, current, reference, policyVersion, kl.Coefficient, options, importance);
        }

        private int RowsAPass(IEnumerable<Episode> episodes) => options.MicroBatchSize > 0
            ? options.MicroBatchSize
            : learner.Network.RowsAPass(episodes.Max(e => e.Tokens.Length), options.GradientCheckpointing);

        /// <summary>One minibatch: gradients over its micro-batches, the clip, one step of both optimisers.</summary>
        private void Step(
            PreparedBuffer buffer, IEnumerable<int> minibatch, double rateFactor, PpoMetrics metrics, CancellationToken cancellation)
        {
            // Rows of like length share a micro-batch: less padding. Weights are 1/tokens of the whole minibatch, so the split is free.
            var rows = minibatch.OrderBy(i => buffer.Episodes[i].Tokens.Length).ThenBy(i => i).ToArray();
            int tokens = rows.Sum(i => buffer.Episodes[i].ActionCount);
            int most = RowsAPass(rows.Select(i => buffer.Episodes[i]));
            for (int start = 0; start < rows.Length; start += most)
            {
                pace.Begin(cancellation);
                loss.Backward(buffer, rows.AsSpan(start, Math.Min(most, rows.Length - start)), tokens);
                pace.End();
            }

            pace.Begin(cancellation);
            var sums = loss.MoveMetrics();
            if (options.TargetUpdateKl > 0 && HostCopy.Floats(sums)[PpoMetrics.ApproximateKl] > 1.5 * options.TargetUpdateKl)
            {
                sums.Dispose();
                metrics.StoppedEarly = true;
                learner.ClearGradients();
                pace.End();
                return;
            }

            var norm = learner.Clip.Apply().DetachFromDisposeScope();
            learner.Step(norm, options.LearningRate * rateFactor, options.CriticLearningRate * rateFactor);
            metrics.Add(sums, tokens, norm);
            pace.End();
        }
    }
}
