#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using NUnit.Framework;
using Repartee.Dialogue;
using Repartee.Prompting;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Native;
using Repartee.Training.Supervised;
using Repartee.Training.Tests.Trainer;
using Repartee.Training.Weights;

namespace Repartee.Training.Tests.Supervised
{
    /// <summary>What tests of supervised runs with checkpoints share: an actor, rows, options and a process that dies.</summary>
    public abstract class SupervisedRunTests
    {
        protected const int Steps = 12;

        /// <summary>Seven rows in batches of two: an epoch is three batches, so that steps 4 and 7 are within one.</summary>
        protected static readonly DialogueState[] Rows = new[] { "ale", "stew", "a bed", "the fire", "bread", "cider", "hay" }
            .Select((thing, i) => DialogueState.Begin("You keep the tavern.").With(DialogueMessage.FromUser($"Is {thing} left?"))
                .With(new DialogueMessage(DialogueRole.Assistant, new string('a', i) + " yes.")))
            .ToArray();

        protected static readonly SupervisedOptions Usual = new SupervisedOptions
        {
            Steps = Steps,
            BatchSize = 2,
            MicroBatchSize = 1,
            LearningRate = 0.01,
            WarmupShare = 0.3,
            ReportEvery = 5,
            Seed = 3,
        };

        protected static readonly AdapterConfig Adapter = new AdapterConfig { Rank = 4, Alpha = 8, Dropout = 0.2 };

        protected string Folder { get; private set; } = "";

        protected string Actor { get; private set; } = "";

        public enum Learner
        {
            Full,
            Lora,
            FromScratch,
        }

        [SetUp]
        public void WriteActor()
        {
            Folder = Directory.CreateTempSubdirectory("repartee-").FullName;
            Actor = Path.Combine(Folder, "actor");
            TalkingActor.Write(Actor);
        }

        [TearDown]
        public void DeleteFolder() => Directory.Delete(Folder, recursive: true);

        protected SupervisedOptions In(string run) => Usual with { RunFolder = Path.Combine(Folder, run) };

        /// <summary>Trains, and says what was reported but for the speed.</summary>
        protected List<Report> Train(
            Learner learner, SupervisedOptions options, DialogueState[]? rows = null, string? saveAs = null, int? stopAt = null)
        {
            using var trainer = learner == Learner.FromScratch ? Scratch() : SupervisedTrainer.From(
                ActorFolder.Open(Actor), DeviceChoice.Cpu, learner == Learner.Lora ? Adapter : null);
            using var stop = new CancellationTokenSource();
            var reports = new List<Report>();
            trainer.Train(
                rows ?? Rows, Rows.Take(2), options,
                progress =>
                {
                    reports.Add(new Report(progress.Step, progress.Loss, progress.ValidationLoss, progress.LearningRate));
                    if (progress.Step == stopAt)
                        stop.Cancel();
                },
                cancellation: stop.Token);
            if (saveAs != null)
                trainer.Save(Path.Combine(Folder, saveAs), SafetensorsDType.F32);
            return reports;
        }

        /// <summary>Trains until the process dies: what came after its checkpoint at this step is lost, reports too.</summary>
        protected List<Report> TrainTo(int step, Learner learner, SupervisedOptions options)
        {
            var reports = Train(learner, options with { CheckpointEvery = step, KeepCheckpoints = Steps });
            string run = Path.GetFileName(options.RunFolder!);
            foreach (string later in Checkpoints(run).Where(name => name != $"step-{step:D6}"))
                Directory.Delete(Path.Combine(Folder, run, "checkpoints", later), recursive: true);
            return reports.Where(report => report.Step <= step).ToList();
        }

        private static SupervisedTrainer Scratch()
        {
            var encoder = new PromptEncoder(
                new ByteLevelBpeTokenizer(BpeTrainer.Train(
                    Rows.SelectMany(row => row.Messages.Select(m => m.Content)), 280, ChatTemplate.Repartee.SpecialTokens)),
                ChatTemplate.Repartee);
            var config = new ActorConfig
            {
                VocabSize = encoder.Tokenizer.VocabularySize,
                HiddenSize = 16,
                IntermediateSize = 32,
                Layers = 1,
                Heads = 2,
                KeyValueHeads = 1,
                MaxPositions = 128,
                TieWordEmbeddings = true,
            };
            return SupervisedTrainer.FromScratch(config, encoder, seed: 5, DeviceChoice.Cpu);
        }

        protected string Checkpoint(string run, int step) => Path.Combine(Folder, run, "checkpoints", $"step-{step:D6}");

        protected IEnumerable<string> Checkpoints(string run) => Directory.GetDirectories(Path.Combine(Folder, run, "checkpoints"))
            .Select(path => Path.GetFileName(path)).OrderBy(name => name, StringComparer.Ordinal);

        protected sealed record Report(int Step, double Loss, double Validation, double Rate);
    }
}
