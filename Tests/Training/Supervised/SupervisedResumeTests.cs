#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
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
using TorchSharp;

namespace Repartee.Training.Tests.Supervised
{
    /// <summary>Supervised training: N steps, a stop, a resume and M steps are N + M steps, bit for bit.</summary>
    public sealed class SupervisedResumeTests
    {
        private const int Steps = 12;

        /// <summary>Seven rows in batches of two: an epoch is three batches, so that steps 4 and 7 are within one.</summary>
        private static readonly DialogueState[] Rows = new[] { "ale", "stew", "a bed", "the fire", "bread", "cider", "hay" }
            .Select((thing, i) => DialogueState.Begin("You keep the tavern.").With(DialogueMessage.FromUser($"Is {thing} left?"))
                .With(new DialogueMessage(DialogueRole.Assistant, new string('a', i) + " yes.")))
            .ToArray();

        private static readonly SupervisedOptions Usual = new SupervisedOptions
        {
            Steps = Steps,
            BatchSize = 2,
            MicroBatchSize = 1,
            LearningRate = 0.01,
            WarmupShare = 0.3,
            ReportEvery = 5,
            Seed = 3,
        };

        private static readonly AdapterConfig Adapter = new AdapterConfig { Rank = 4, Alpha = 8, Dropout = 0.2 };

        private string folder = "";
        private string actor = "";

        public enum Learner
        {
            Full,
            Lora,
            FromScratch,
        }

        [SetUp]
        public void WriteActor()
        {
            folder = Directory.CreateTempSubdirectory("repartee-").FullName;
            actor = Path.Combine(folder, "actor");
            TalkingActor.Write(actor);
        }

        [TearDown]
        public void DeleteFolder() => Directory.Delete(folder, recursive: true);

        [Test]
        public void ADeathWithinAnEpochChangesNothing([Values] Learner learner)
        {
            var whole = Train(learner, In("whole"));
            var parts = TrainTo(4, learner, In("parts"));
            parts.AddRange(TrainTo(7, learner, In("parts") with { Resume = true }));
            parts.AddRange(Train(learner, In("parts") with { Resume = true }));
            AssertSame("parts", "whole");
            Assert.That(parts, Is.EqualTo(whole), "sums of losses that a death comes between, validation losses and rates");
            Assert.That(whole.Select(report => report.Step), Is.EqualTo(new[] { 5, 10, Steps }));

            Train(learner, In("other") with { Seed = 4 });
            Assert.That(Learnt("other"), Is.Not.EqualTo(Learnt("whole")), "the control: another order of rows, other bits");
            Assert.That(Position("whole"), Is.EqualTo((Steps, 4, 3)), "12 batches are 4 epochs of 3");
        }

        [Test]
        public void AStopWritesACheckpointAndChangesNothing()
        {
            Train(Learner.Lora, In("whole"));
            Assert.That(
                () => Train(Learner.Lora, In("parts"), stopAt: 5), Throws.InstanceOf<OperationCanceledException>());
            Assert.That(Checkpoints("parts"), Is.EqualTo(new[] { "step-000005" }));
            Train(Learner.Lora, In("parts") with { Resume = true });
            AssertSame("parts", "whole");
        }

        [Test]
        public void OnlyTheNewestCheckpointsAreKept()
        {
            Train(Learner.Lora, In("run") with { CheckpointEvery = 3, KeepCheckpoints = 2 });
            Assert.That(Checkpoints("run"), Is.EqualTo(new[] { "step-000009", "step-000012" }));
        }

        [Test]
        public void ACheckpointIsAnActorAndWhatIsSavedAtTheEndIsItsActor()
        {
            Train(Learner.Full, In("full"), saveAs: "full-actor");
            Train(Learner.Lora, In("lora"), saveAs: "lora-adapter");
            string full = Checkpoint("full", Steps), lora = Checkpoint("lora", Steps);
            Assert.That((ActorFolder.Open(full).Path, ActorFolder.Open(full).AdapterPath), Is.EqualTo((full, (string?)null)));
            Assert.That((ActorFolder.Open(lora).Path, ActorFolder.Open(lora).AdapterPath), Is.EqualTo((actor, lora)));
            foreach (var (kept, saved, name) in new[]
            {
                (full, "full-actor", ActorFolder.WeightsFile), (lora, "lora-adapter", AdapterConfigFile.WeightsName),
            })
            {
                Assert.That(Numbers(Path.Combine(kept, name)), Is.EqualTo(Numbers(Path.Combine(folder, saved, name))));
                using var file = SafetensorsFile.Open(Path.Combine(kept, name));
                Assert.That(file.Metadata["repartee.step"], Is.EqualTo("12"));
            }
        }

        [Test]
        public void AFinishedRunIsResumedToWhatItWas()
        {
            Train(Learner.Lora, In("run"), saveAs: "first");
            Assert.That(Train(Learner.Lora, In("run") with { Resume = true }, saveAs: "second"), Is.Empty);
            string name = AdapterConfigFile.WeightsName;
            Assert.That(
                File.ReadAllBytes(Path.Combine(folder, "second", name)), Is.EqualTo(File.ReadAllBytes(Path.Combine(folder, "first", name))));
        }

        [Test]
        public void OtherSettingsAndOtherRowsAreRefusedByName()
        {
            TrainTo(4, Learner.Lora, In("run"));
            var resume = In("run") with { Resume = true };
            string state = Path.Combine(Checkpoint("run", 4), "state.json");
            Assert.That(
                () => Train(Learner.Lora, resume with { LearningRate = 0.02, Seed = 9 }),
                Throws.InvalidOperationException.With.Message.EqualTo(
                    $"Expected the settings that {state} was written with, but LearningRate is 0.01 there and 0.02 now; Seed is 3 there and " +
                    "9 now. Resume with the old settings and data, or start a new run."));
            Assert.That(
                () => Train(Learner.Lora, resume, rows: Rows.Reverse().ToArray()),
                Throws.InvalidOperationException.With.Message.Match("but training is 7 rows, [0-9a-f]{64} there and 7 rows, [0-9a-f]{64} now"));
            Assert.That(
                () => Train(Learner.Lora, resume, rows: Rows.Take(6).ToArray()),
                Throws.InvalidOperationException.With.Message.Match("training is 7 rows, [0-9a-f]{64} there and 6 rows, "));
            Assert.That(
                () => Train(Learner.Full, resume),
                Throws.InvalidOperationException.With.Message.Contains("Rank is 4 there and missing now"));
            Assert.That(Train(Learner.Lora, resume with { ReportEvery = 6, CheckpointEvery = 3 }), Is.Not.Empty, "they decide nothing");
        }

        [Test]
        public void EverySettingButThoseThatOnlyWriteIsKept()
        {
            Train(Learner.Full, In("run") with { Steps = 1 });
            using var state = JsonDocument.Parse(File.ReadAllText(Path.Combine(Checkpoint("run", 1), "state.json")));
            var kept = state.RootElement.GetProperty("settings").EnumerateObject().Select(setting => setting.Name);
            var options = typeof(SupervisedOptions).GetProperties().Select(property => property.Name)
                .Except(new[] { "RunFolder", "CheckpointEvery", "KeepCheckpoints", "Resume", "ReportEvery" });
            Assert.That(kept, Is.EquivalentTo(options.Concat(new[] { "actor", "architecture", "template", "type", "training", "validation" })));
        }

        [Test]
        public void AnotherVersionAndAnotherKindAreRefusedWithWhatIsSupported()
        {
            Train(Learner.Full, In("run") with { Steps = 2 });
            var resume = In("run") with { Steps = 2, Resume = true };
            Tamper("run", 2, "\"version\": 1", "\"version\": 2");
            string state = Path.Combine(Checkpoint("run", 2), "state.json");
            Assert.That(
                () => Train(Learner.Full, resume),
                Throws.TypeOf<InvalidDataException>().With.Message.EqualTo(
                    $"{state}: expected format 1, but found 2. It was written by another version of Repartee. " +
                    "Resume with that version, or start a new run in another folder."));
            Tamper("run", 2, "\"version\": 2", "\"version\": 1");
            Tamper("run", 2, "\"supervised\"", "\"reward_model\"");
            Assert.That(
                () => Train(Learner.Full, resume),
                Throws.TypeOf<InvalidDataException>().With.Message.Contains("expected kind to be \"supervised\", but found \"reward_model\"."));
            Tamper("run", 2, "\"reward_model\"", "\"supervised\"");
            Tamper("run", 2, "\"position\": 2", "\"position\": 9");
            Assert.That(
                () => Train(Learner.Full, resume),
                Throws.TypeOf<InvalidDataException>().With.Message.Contains("within the 3 batches of an epoch, but found 9."));
        }

        [Test]
        public void DamagedAndMissingCheckpointsAreRefusedAndOldOnesAreNotWrittenOver()
        {
            TrainTo(2, Learner.Lora, In("run"));
            string damaged = Path.Combine(Checkpoint("run", 2), "learner.safetensors");
            var bytes = File.ReadAllBytes(damaged);
            bytes[bytes.Length - 1] ^= 1;
            File.WriteAllBytes(damaged, bytes);
            Assert.That(
                () => Train(Learner.Lora, In("run") with { Resume = true }),
                Throws.TypeOf<InvalidDataException>().With.Message.EqualTo(
                    $"{damaged}: expected the content the manifest names, but found other content. " +
                    $"Delete {Checkpoint("run", 2)} to resume from the checkpoint before."));
            Assert.That(
                () => Train(Learner.Lora, In("run")),
                Throws.TypeOf<IOException>().With.Message.Contains("holds step-000002. Resume that run, or name another folder."));
            Assert.That(
                () => Train(Learner.Lora, In("none") with { Resume = true }),
                Throws.TypeOf<FileNotFoundException>().With.Message.Contains("holds none: the run ended before its first."));
        }

        [Test]
        public void WhatACrashLeftIsClearedAndWhatItReplacedIsFound()
        {
            TrainTo(3, Learner.Lora, In("run"));
            Directory.Move(Checkpoint("run", 3), Checkpoint("run", 3) + ".old.tmp");
            Directory.CreateDirectory(Checkpoint("run", 3) + ".tmp");
            Train(Learner.Lora, In("run") with { Resume = true });
            Train(Learner.Lora, In("whole"));
            AssertSame("run", "whole");
            Assert.That(Checkpoints("run"), Is.EqualTo(new[] { "step-000003", "step-000012" }));
        }

        [Test]
        public void OptionsThatNeedARunFolderSaySo()
        {
            Assert.That(
                (Usual with { Resume = true }).Validate,
                Throws.ArgumentException.With.Message.EqualTo(
                    "Resume: expected the run folder to resume, but found none. Set RunFolder."));
            Assert.That(
                (Usual with { CheckpointEvery = 1 }).Validate,
                Throws.ArgumentException.With.Message.StartsWith("CheckpointEvery: expected a run folder to write into, but found none."));
            Assert.That(
                (Usual with { KeepCheckpoints = 0 }).Validate,
                Throws.ArgumentException.With.Message.EqualTo("KeepCheckpoints: expected 1 or more, but found 0."));
            Assert.That(
                (Usual with { CheckpointEvery = -1 }).Validate,
                Throws.ArgumentException.With.Message.EqualTo("CheckpointEvery: expected 0 or more, but found -1."));
        }

        [Test]
        public void AResumeLeavesNoTensors()
        {
            TrainTo(2, Learner.Lora, In("run"));
            GC.Collect();
            GC.WaitForPendingFinalizers();
            long before = torch.Tensor.TotalCount;
            Train(Learner.Lora, In("run") with { Resume = true });
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Assert.That(torch.Tensor.TotalCount, Is.EqualTo(before));
        }

        private SupervisedOptions In(string run) => Usual with { RunFolder = Path.Combine(folder, run) };

        /// <summary>Trains, and says what was reported but for the speed.</summary>
        private List<Report> Train(Learner learner, SupervisedOptions options, DialogueState[]? rows = null, string? saveAs = null, int? stopAt = null)
        {
            using var trainer = learner == Learner.FromScratch ? Scratch() : SupervisedTrainer.From(
                ActorFolder.Open(actor), DeviceChoice.Cpu, learner == Learner.Lora ? Adapter : null);
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
                trainer.Save(Path.Combine(folder, saveAs), SafetensorsDType.F32);
            return reports;
        }

        /// <summary>Trains until the process dies: what came after its checkpoint at this step is lost, reports too.</summary>
        private List<Report> TrainTo(int step, Learner learner, SupervisedOptions options)
        {
            var reports = Train(learner, options with { CheckpointEvery = step, KeepCheckpoints = Steps });
            string run = Path.GetFileName(options.RunFolder!);
            foreach (string later in Checkpoints(run).Where(name => name != $"step-{step:D6}"))
                Directory.Delete(Path.Combine(folder, run, "checkpoints", later), recursive: true);
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

        /// <summary>Every file of the last checkpoint: the actor, all numbers with their moments, and every counter.</summary>
        private void AssertSame(string found, string expected)
        {
            foreach (string file in Directory.GetFiles(Checkpoint(expected, Steps)).Select(file => Path.GetFileName(file)))
            {
                Assert.That(
                    File.ReadAllBytes(Path.Combine(Checkpoint(found, Steps), file)),
                    Is.EqualTo(File.ReadAllBytes(Path.Combine(Checkpoint(expected, Steps), file))), file);
            }
        }

        private static Dictionary<string, float[]> Numbers(string file)
        {
            using var weights = SafetensorsFile.Open(file);
            return weights.Entries.ToDictionary(entry => entry.Key, entry =>
            {
                var values = new float[entry.Value.Elements];
                weights.ReadFloat32(entry.Key, values);
                return values;
            });
        }

        private byte[] Learnt(string run) => File.ReadAllBytes(Path.Combine(Checkpoint(run, Steps), "learner.safetensors"));

        private (int Step, int Epoch, int Position) Position(string run)
        {
            using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(Checkpoint(run, Steps), "state.json")));
            var state = file.RootElement.GetProperty("state");
            return (state.GetProperty("step").GetInt32(), state.GetProperty("epoch").GetInt32(), state.GetProperty("position").GetInt32());
        }

        private string Checkpoint(string run, int step) => Path.Combine(folder, run, "checkpoints", $"step-{step:D6}");

        private IEnumerable<string> Checkpoints(string run) => Directory.GetDirectories(Path.Combine(folder, run, "checkpoints"))
            .Select(path => Path.GetFileName(path)).OrderBy(name => name, StringComparer.Ordinal);

        /// <summary>Changes a state and its hash, so that the change itself is what is found.</summary>
        private void Tamper(string run, int step, string from, string to)
        {
            string state = Path.Combine(Checkpoint(run, step), "state.json"), manifest = Path.Combine(Checkpoint(run, step), "manifest.json");
            string before = ContentHash.OfFile(state), text = File.ReadAllText(state);
            Assert.That(text, Does.Contain(from));
            File.WriteAllText(state, text.Replace(from, to));
            File.WriteAllText(manifest, File.ReadAllText(manifest).Replace(before, ContentHash.OfFile(state)));
        }

        private sealed record Report(int Step, double Loss, double Validation, double Rate);
    }
}
