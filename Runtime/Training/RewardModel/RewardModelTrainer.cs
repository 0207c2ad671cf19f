#nullable enable
using System;
using System.IO;
using System.Linq;
using System.Threading;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Checkpoints;
using Repartee.Training.Critic;
using Repartee.Training.Native;
using Repartee.Training.Weights;
using TorchSharp;

namespace Repartee.Training.RewardModel
{
    /// <summary>
    /// Trains a reward model: an MLP of one hidden layer on the last output of an actor whose weights stay as they are, an adapter on top
    /// of them left out. So the features of all replies are computed once. Use from one thread, and dispose of it.
    /// </summary>
    public sealed class RewardModelTrainer : IDisposable
    {
        private readonly ActorFolder actor;
        private readonly ActorNetwork network;
        private readonly ActorWeights weights;
        private readonly ValueHead head;
        private RewardModelInfo? info;

        private RewardModelTrainer(ActorFolder actor, DeviceChoice choice, Precision precision)
        {
            this.actor = actor;
            var device = torch.device(NativeBackend.Load(new NativeBackendOptions { Device = choice }).Device);
            network = new ActorNetwork(actor.Config, device, precision.TypeOn(device));
            weights = ActorWeights.Frozen(network);
            head = new ValueHead(actor.Config.HiddenSize, device, trainable: true);
        }

        /// <summary>Loads an actor as the backbone.</summary>
        /// <param name="actor">The actor that PPO will start from.</param>
        /// <param name="device">Where to compute. Default: CUDA where it is found, else the CPU.</param>
        /// <param name="precision">In which type the backbone computes; best as in the sessions to come, for another type moves the scores
        /// a little. Default: bfloat16 on a GPU, float32 on the CPU.</param>
        /// <returns>The trainer; dispose of it.</returns>
        /// <exception cref="NativeBackendException">libtorch can not be loaded; the message says why and what to do.</exception>
        /// <exception cref="IOException">The actor's weights can not be read; so for InvalidDataException.</exception>
        public static RewardModelTrainer From(
            ActorFolder actor, DeviceChoice device = DeviceChoice.Auto, Precision precision = Precision.Auto)
        {
            var trainer = new RewardModelTrainer(actor, device, precision);
            actor.LoadInto(trainer.weights);
            return trainer;
        }

        /// <summary>Trains a fresh head on the calling thread. Of all epochs the one with the lowest held-out loss is kept; without
        /// held-out labels, the last.</summary>
        /// <param name="labels">Pairs or rated replies.</param>
        /// <param name="options">Epochs, rates and sizes; null: defaults.</param>
        /// <param name="report">Called on this thread after each epoch; may be null.</param>
        /// <param name="cancellation">Gives up: there is nothing to save. Where there is a run folder, a checkpoint is written.</param>
        /// <returns>How good the kept epoch is.</returns>
        /// <exception cref="ArgumentException">An option is out of its range, a reply does not fit the context, or all labels are
        /// alike.</exception>
        /// <exception cref="InvalidOperationException">The checkpoint to resume from was written under other settings or from other
        /// labels; the message names them.</exception>
        /// <exception cref="IOException">A checkpoint can not be written, there is none to resume from, or without
        /// <see cref="RewardModelOptions.Resume"/> there is one; so for InvalidDataException: it is damaged, or of another
        /// version.</exception>
        public RewardModelProgress Train(
            LabelledReplies labels, RewardModelOptions? options = null, Action<RewardModelProgress>? report = null,
            CancellationToken cancellation = default)
        {
            options ??= new RewardModelOptions();
            options.Validate();
            info = null;
            using var known = RewardLabels.Of(labels, options.Centring, network.Device);
            var (encoder, context) = (actor.Encoder, actor.Config.MaxPositions);
            var rows = known.Replies.Select(r => ReplyFeatures.Row(r.State, r.Reply, encoder, context)).ToArray();
            var checkpoints = options.RunFolder is null ? null : new HeadCheckpoints(options, Settings(labels, rows));
            checkpoints?.Open();
            using var features = ReplyFeatures.Compute(weights, rows, options.RowsPerPass, encoder.PadToken, cancellation);
            using var fit = new HeadFit(head, known, features, options, report);
            var best = Fit(fit, checkpoints, cancellation);
            known.Finish(head);
            var scores = LearnedReward.ScoresOf(head, features);
            Describe(known.Rows.Select(row => (double)scores[row]).ToArray(), best);
            return best;
        }

        /// <summary>Writes what was trained: <c>reward_model.safetensors</c> and <c>reward_model.json</c>.</summary>
        /// <param name="folder">The folder; made if it is missing.</param>
        /// <exception cref="InvalidOperationException">Nothing was trained.</exception>
        /// <exception cref="IOException">The files can't be written.</exception>
        public void Save(string folder)
        {
            if (info is null)
                throw new InvalidOperationException("Expected a trained reward model, but found none. Call Train first.");
            RewardModelFile.Write(folder, head, info);
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            head.Dispose();
            weights.Dispose();
            network.Dispose();
        }

        /// <summary>Fits the head; the kept epoch's numbers are in it afterwards.</summary>
        private RewardModelProgress Fit(HeadFit fit, HeadCheckpoints? checkpoints, CancellationToken cancellation)
        {
            checkpoints?.Begin(fit);
            while (!fit.IsDone)
            {
                if (cancellation.IsCancellationRequested)
                    checkpoints?.Save(fit);
                cancellation.ThrowIfCancellationRequested();
                fit.Advance();
                checkpoints?.AfterStep(fit);
            }

            return fit.Finish();
        }

        /// <summary>What decides a run's course besides its options.</summary>
        private RunSettings Settings(LabelledReplies labels, TokenRow[] replies) => new RunSettings()
            .With("actor", ContentHash.OfFiles(actor.BackboneFiles))
            .With("architecture", DataHash.Of(ActorConfigJson.Text(actor.Config)))
            .With("template", actor.Encoder.Template.Name)
            .With("type", network.Type.ToString())
            .With("labels", LabelsHash.Of(labels))
            .With("replies", DataHash.Of(replies));

        private void Describe(double[] scores, RewardModelProgress best)
        {
            var (mean, deviation) = Moments.Of(scores);
            if (!(deviation > 0) || double.IsInfinity(deviation))
            {
                throw new ArgumentException(
                    $"Expected scores that differ, but the trained head gives all {scores.Length} replies {mean}: their features are the " +
                    "same, or the training diverged. Check the labels, or lower the learning rate.");
            }

            info = new RewardModelInfo
            {
                HiddenSize = actor.Config.HiddenSize,
                Backbone = actor.Path,
                BackboneHash = ContentHash.OfFiles(actor.BackboneFiles),
                Template = actor.Encoder.Template.Name,
                Mean = mean,
                Deviation = deviation,
                Accuracy = double.IsNaN(best.HeldOutAccuracy) ? (double?)null : best.HeldOutAccuracy,
            };
        }
    }
}
