#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Repartee.Conversation;
using Repartee.Dialogue;
using Repartee.Prompting;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Checkpoints;
using Repartee.Training.Lora;
using Repartee.Training.Native;
using Repartee.Training.Weights;
using TorchSharp;

namespace Repartee.Training.Supervised
{
    /// <summary>
    /// Cross-entropy on the NPC's lines: makes a new actor, or teaches one a writer's style before PPO. Owns its network; use from one
    /// thread, and dispose of it.
    /// </summary>
    public sealed class SupervisedTrainer : IDisposable
    {
        private readonly PromptEncoder encoder;
        private readonly ActorFolder? folder;
        private readonly ActorNetwork network;
        private readonly ActorWeights weights;
        private readonly LoraAdapter? adapter;
        private string start = "";                                              // of a new actor: what its first weights are a function of

        private SupervisedTrainer(ActorConfig config, PromptEncoder encoder, ActorFolder? folder, AdapterConfig? lora, Precision precision, DeviceChoice choice)
        {
            this.encoder = encoder;
            this.folder = folder;
            var device = torch.device(NativeBackend.Load(new NativeBackendOptions { Device = choice }).Device);
            if (device.type == DeviceType.CPU)
                TrunkRehearsal.Ensure();
            network = new ActorNetwork(config, device, precision.TypeOn(device));
            weights = lora is null ? ActorWeights.Trainable(network) : ActorWeights.Frozen(network);
            adapter = lora is null ? null : new LoraAdapter(network, lora, trainable: true);
        }

        /// <summary>Parameters of the actor, an adapter's not counted.</summary>
        public long ParameterCount => network.Layout.Parameters.Count;

        /// <summary>Parameters that learn.</summary>
        public long TrainedCount => Trained.Layout.Count;

        private ParameterArena Trained => adapter?.Arena ?? weights.Arena;

        private Policy Policy => new Policy(weights, adapter?.Kernel, adapter?.Placed);

        /// <summary>A new actor with random weights.</summary>
        /// <param name="config">Its architecture; the vocabulary must hold the tokenizer's.</param>
        /// <param name="encoder">Tokenizer and chat template.</param>
        /// <param name="seed">Decides the weights.</param>
        /// <param name="device">Where to train.</param>
        /// <param name="precision">In which type to compute.</param>
        /// <returns>A trainer that owns the actor.</returns>
        /// <exception cref="ArgumentException">The vocabulary is too small for the tokenizer.</exception>
        public static SupervisedTrainer FromScratch(
            ActorConfig config, PromptEncoder encoder, ulong seed, DeviceChoice device = DeviceChoice.Auto, Precision precision = Precision.Auto)
        {
            if (encoder.Tokenizer.VocabularySize > config.VocabSize)
            {
                throw new ArgumentException(
                    $"VocabSize: expected at least the tokenizer's {encoder.Tokenizer.VocabularySize}, but found {config.VocabSize}.", nameof(config));
            }

            var trainer = new SupervisedTrainer(config, encoder, null, null, precision, device);
            trainer.weights.Arena.Load(ActorInitializer.Create(trainer.network.Layout, seed));
            trainer.start = FormattableString.Invariant($"new, seed {seed}");
            return trainer;
        }

        /// <summary>Goes on from an actor on disk.</summary>
        /// <param name="actor">The actor. An adapter on top of it goes on learning, and its weights stay.</param>
        /// <param name="device">Where to train.</param>
        /// <param name="lora">A fresh adapter that learns instead of the weights; null (default) for none.</param>
        /// <param name="precision">In which type to compute.</param>
        /// <param name="seed">Decides a fresh adapter's start.</param>
        /// <returns>A trainer with a copy of the actor's weights.</returns>
        /// <exception cref="ArgumentException">The actor comes with an adapter, and a fresh one is wanted too.</exception>
        public static SupervisedTrainer From(
            ActorFolder actor, DeviceChoice device = DeviceChoice.Auto, AdapterConfig? lora = null, Precision precision = Precision.Auto, ulong seed = 1)
        {
            lora = LoraFile.ConfigFor(actor, lora);
            var trainer = new SupervisedTrainer(actor.Config, actor.Encoder, actor, lora, precision, device);
            actor.LoadInto(trainer.weights);
            if (trainer.adapter != null)
                LoraFile.LoadOrInitialize(actor, trainer.adapter, seed);
            return trainer;
        }

        /// <summary>Trains on the calling thread.</summary>
        /// <param name="train">Dialogues with the NPC's lines or solutions; dialogues longer than the context are left out.</param>
        /// <param name="validation">Dialogues that are only measured; may be empty.</param>
        /// <param name="options">Steps, rates and sizes.</param>
        /// <param name="report">Called on this thread every <see cref="SupervisedOptions.ReportEvery"/> steps; may be null.</param>
        /// <param name="clock">For the speed report; null: the system's.</param>
        /// <param name="cancellation">Looked at before each step; what is learnt stays, and is written as a checkpoint where there is a run
        /// folder.</param>
        /// <exception cref="ArgumentException">No dialogue can be learnt from, or an option is out of its range.</exception>
        /// <exception cref="InvalidOperationException">The checkpoint to resume from was written under other settings or from other
        /// dialogues; the message names them.</exception>
        /// <exception cref="IOException">A checkpoint can not be written, there is none to resume from, or without
        /// <see cref="SupervisedOptions.Resume"/> there is one; so for InvalidDataException: it is damaged, or of another
        /// version.</exception>
        public void Train(
            IEnumerable<DialogueState> train, IEnumerable<DialogueState> validation, SupervisedOptions options,
            Action<SupervisedProgress>? report = null, TimeProvider? clock = null, CancellationToken cancellation = default)
        {
            options.Validate();
            var rows = Rows(train);
            var held = Rows(validation);
            if (rows.Length == 0)
            {
                throw new ArgumentException(
                    $"Expected dialogues with lines of the NPC that fit its context of {network.Config.MaxPositions} tokens, but found none.", nameof(train));
            }

            ulong? dropout = adapter?.Layout.Config.Dropout > 0 ? CounterRandom.Derive(options.Seed, 9) : default(ulong?);
            var dropping = new Policy(
                weights, adapter?.DroppingKernel, adapter?.Layout.Config.Dropout > 0 ? null : adapter?.Placed);
            using var loss = new SupervisedLoss(dropping, options.GradientCheckpointing, encoder.PadToken, Policy, dropout);
            using var run = new SupervisedRun(options, rows, loss, adapter is null ? "actor" : "adapter", Trained);
            var checkpoints = options.RunFolder is null ? null : new SupervisedCheckpoints(options, Settings(rows, held), SaveExactly);
            checkpoints?.Begin(run);
            var time = clock ?? TimeProvider.System;
            long since = time.GetTimestamp(), tokens = 0;
            while (run.Step < options.Steps)
            {
                if (cancellation.IsCancellationRequested)
                    checkpoints?.Save(run);
                cancellation.ThrowIfCancellationRequested();
                tokens += run.Advance();
                if (run.Step % options.ReportEvery == 0 || run.Step == options.Steps)
                {
                    double mean = loss.TakeMean();
                    double speed = tokens / Math.Max(1e-9, time.GetElapsedTime(since).TotalSeconds);
                    double measured = held.Length == 0 ? double.NaN : loss.Measure(held, options.MicroBatchSize);
                    report?.Invoke(new SupervisedProgress(run.Step, mean, measured, run.Rate, speed));
                    since = time.GetTimestamp();
                    tokens = 0;
                }

                checkpoints?.AfterStep(run);
            }
        }

        /// <summary>Writes the actor into a folder: config.json, model.safetensors, tokenizer.json, tokenizer_config.json. Where an adapter
        /// learnt, it alone is written, float32, in PEFT's format.</summary>
        /// <param name="path">The folder; made if it is missing.</param>
        /// <param name="type">How weights are stored. Default F16: half the size, exact to 3 digits.</param>
        /// <param name="metadata">Texts for the safetensors header; may be null.</param>
        public void Save(string path, SafetensorsDType type = SafetensorsDType.F16, IReadOnlyDictionary<string, string>? metadata = null)
        {
            metadata ??= new Dictionary<string, string> { ["format"] = "pt" };
            if (adapter != null)
                LoraFile.Write(path, new LoraLayout(network.Layout, adapter.Layout.Config with { BaseModel = folder!.Path }), adapter.Arena.ToArray(), metadata);
            else if (folder != null)
                folder.WriteCopy(path, ActorFolder.Tensors(weights), type, metadata);
            else
                ActorFolder.Write(path, encoder, network.Config, ActorFolder.Tensors(weights), type, metadata);
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            adapter?.Dispose();
            weights.Dispose();
            network.Dispose();
        }

        /// <summary>Linear warm-up, then half a cosine to a tenth of the rate (Hoffmann et al. 2022).</summary>
        internal static double Rate(SupervisedOptions options, int step)
        {
            double warmup = options.WarmupShare * options.Steps;
            if (step <= warmup)
                return options.LearningRate * step / warmup;
            double done = (step - warmup) / Math.Max(1.0, options.Steps - warmup);
            return options.LearningRate * (0.1 + 0.45 * (1.0 + Math.Cos(Math.PI * done)));
        }

        /// <summary>What decides a run's course besides its options.</summary>
        private RunSettings Settings(TokenRow[] rows, TokenRow[] held)
        {
            var settings = new RunSettings()
                .With("actor", folder is null ? start : ContentHash.OfFiles(folder.WeightsFiles))
                .With("architecture", DataHash.Of(ActorConfigJson.Text(network.Config)))
                .With("template", encoder.Template.Name)
                .With("type", network.Type.ToString())
                .With("training", DataHash.Of(rows))
                .With("validation", DataHash.Of(held));
            return adapter is null ? settings : settings.WithOptions(adapter.Layout.Config with { BaseModel = null });
        }

        private void SaveExactly(string path, IReadOnlyDictionary<string, string> metadata) => Save(path, SafetensorsDType.F32, metadata);

        private TokenRow[] Rows(IEnumerable<DialogueState> dialogues) =>
            dialogues.AsParallel().AsOrdered().SelectMany(d => DialogueRows.Encode(d, encoder, network.Config.MaxPositions)).ToArray();
    }
}
