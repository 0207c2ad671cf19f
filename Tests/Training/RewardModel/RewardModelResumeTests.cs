#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using NUnit.Framework;
using Repartee.Sessions;
using Repartee.Training.Native;
using Repartee.Training.RewardModel;
using Repartee.Training.Weights;

namespace Repartee.Training.Tests.RewardModel
{
    /// <summary>The training of a reward model: N steps, a stop, a resume and M steps are N + M steps, bit for bit.</summary>
    public sealed class RewardModelResumeTests : RewardModelTests
    {
        private static readonly RewardModelOptions Usual =
            new RewardModelOptions { Epochs = 4, BatchSize = 8, HeldOutShare = 0.2, LearningRate = 3e-3, Seed = 5 };

        public enum Labels
        {
            Pairs,
            Scores,
            PairsWithoutHeldOut,
        }

        [Test]
        public void ADeathWithinAnEpochChangesNothing([Values] Labels kind)
        {
            var usual = kind == Labels.PairsWithoutHeldOut ? Usual with { HeldOutShare = 0 } : Usual;
            var whole = Train(kind, usual with { RunFolder = Named("whole") }, "whole");
            var parts = TrainTo(3, kind, usual with { RunFolder = Named("parts") });
            parts.AddRange(TrainTo(14, kind, usual with { RunFolder = Named("parts"), Resume = true }));
            parts.AddRange(Train(kind, usual with { RunFolder = Named("parts"), Resume = true }, "parts"));
            Assert.That(whole.Select(report => report.Epoch), Is.EqualTo(new[] { 1, 2, 3, 4 }));
            Assert.That(parts, Is.EqualTo(whole), "losses of epochs that a death comes between");
            foreach (string file in new[] { "reward_model.safetensors", "reward_model.json" })
                Assert.That(Bytes("parts", file), Is.EqualTo(Bytes("whole", file)), file + ", the normaliser's moments in it");
            foreach (string file in Directory.GetFiles(Last("whole")).Select(file => Path.GetFileName(file)))
            {
                Assert.That(
                    File.ReadAllBytes(Path.Combine(Last("parts"), file)),
                    Is.EqualTo(File.ReadAllBytes(Path.Combine(Last("whole"), file))), file);
            }

            Assert.That(Scores("parts"), Is.EqualTo(Scores("whole")));

            Train(kind, usual with { RunFolder = Named("other"), Seed = 6 }, "other");
            Assert.That(
                Bytes("other", "reward_model.safetensors"), Is.Not.EqualTo(Bytes("whole", "reward_model.safetensors")),
                "the control: another seed, other bits");
        }

        [Test]
        public void AStopWritesACheckpointAndChangesNothing()
        {
            Train(Labels.Pairs, Usual with { RunFolder = Named("whole") }, "whole");
            Assert.That(
                () => Train(Labels.Pairs, Usual with { RunFolder = Named("parts") }, "parts", stopAt: 2),
                Throws.InstanceOf<OperationCanceledException>());
            Assert.That(Checkpoints("parts"), Has.Length.EqualTo(1));
            Train(Labels.Pairs, Usual with { RunFolder = Named("parts"), Resume = true }, "parts");
            Assert.That(Bytes("parts", "reward_model.safetensors"), Is.EqualTo(Bytes("whole", "reward_model.safetensors")));
        }

        [Test]
        public void WithoutARunFolderNothingElseIsTrained()
        {
            Train(Labels.Scores, Usual, "plain");
            Train(Labels.Scores, Usual with { RunFolder = Named("run"), CheckpointEvery = 1 }, "saving");
            Assert.That(Bytes("saving", "reward_model.safetensors"), Is.EqualTo(Bytes("plain", "reward_model.safetensors")));
        }

        [Test]
        public void OtherSettingsAndOtherLabelsAreRefusedByName()
        {
            TrainTo(3, Labels.Pairs, Usual with { RunFolder = Named("run") });
            var resume = Usual with { RunFolder = Named("run"), Resume = true };
            string state = Path.Combine(Named("run"), "checkpoints", "step-000003", "state.json");
            Assert.That(
                () => Train(Labels.Pairs, resume with { Centring = 0.5, Epochs = 9 }, "model"),
                Throws.InvalidOperationException.With.Message.EqualTo(
                    $"Expected the settings that {state} was written with, but Centring is 0.01 there and 0.5 now; Epochs is 4 there and " +
                    "9 now. Resume with the old settings and data, or start a new run."));
            Assert.That(
                () => Train(Labels.Scores, resume, "model"),
                Throws.InvalidOperationException.With.Message.Match("labels is 50 pairs, [0-9a-f]{64} there and 50 rated replies, "));
            Assert.That(
                () => Train(Labels.Pairs, Usual with { RunFolder = Named("run") }, "model"),
                Throws.TypeOf<IOException>().With.Message.Contains("holds step-000003. Resume that run, or name another folder."));
            using var file = JsonDocument.Parse(File.ReadAllText(state));
            Assert.That(
                file.RootElement.GetProperty("settings").EnumerateObject().Select(setting => setting.Name),
                Is.EquivalentTo(typeof(RewardModelOptions).GetProperties().Select(property => property.Name)
                    .Except(new[] { "RunFolder", "CheckpointEvery", "KeepCheckpoints", "Resume" })
                    .Concat(new[] { "actor", "architecture", "template", "type", "labels", "replies" })));
        }

        [TestCase("\"version\": 1", "\"version\": 0", "expected format 1, but found 0. It was written by another version of Repartee.")]
        [TestCase("\"batch\": 3", "\"batch\": 4", "a place within 4 epochs of 4 batches, but found epoch 1, batch 4 with no kept epoch.")]
        [TestCase("\"batch\": 3", "\"batch\": -3", "expected batch to be 0 or more, but found -3.")]
        [TestCase("\"epoch\": 1", "\"epoch\": 2", "but found epoch 2, batch 3 with no kept epoch.")]
        [TestCase("\"loss_sum\": ", "\"loss_sum\": \"much\", \"x\": ", "expected loss_sum to be a number, but found \"much\".")]
        public void AStateThatIsNoneIsRefused(string from, string to, string message)
        {
            TrainTo(3, Labels.Pairs, Usual with { RunFolder = Named("run") });
            string checkpoint = Path.Combine(Named("run"), "checkpoints", "step-000003");
            string state = Path.Combine(checkpoint, "state.json"), manifest = Path.Combine(checkpoint, "manifest.json");
            string before = ContentHash.OfFile(state), text = File.ReadAllText(state);
            Assert.That(text, Does.Contain(from));
            File.WriteAllText(state, text.Replace(from, to));
            File.WriteAllText(manifest, File.ReadAllText(manifest).Replace(before, ContentHash.OfFile(state)));
            Assert.That(
                () => Train(Labels.Pairs, Usual with { RunFolder = Named("run"), Resume = true }, "model"),
                Throws.TypeOf<InvalidDataException>().With.Message.Contains(message).IgnoreCase);
        }

        private static LabelledReplies Of(Labels kind) =>
            kind == Labels.Scores ? Manners.Ratings(Dialogues, 50, low: 1, high: 5) : Manners.Pairs(Dialogues, 50);

        private List<Report> Train(Labels kind, RewardModelOptions options, string saveAs, int? stopAt = null)
        {
            using var trainer = Trainer();
            using var stop = new CancellationTokenSource();
            var reports = new List<Report>();
            trainer.Train(
                Of(kind), options,
                progress =>
                {
                    reports.Add(new Report(progress.Epoch, progress.Loss, progress.HeldOutLoss, progress.HeldOutAccuracy));
                    if (progress.Epoch == stopAt)
                        stop.Cancel();
                },
                stop.Token);
            trainer.Save(Named(saveAs));
            return reports;
        }

        /// <summary>Trains until the process dies: what came after its checkpoint at this step is lost, reports too.</summary>
        private List<Report> TrainTo(int step, Labels kind, RewardModelOptions options)
        {
            var reports = Train(kind, options with { CheckpointEvery = step, KeepCheckpoints = 99 }, "lost");
            string run = Path.GetFileName(options.RunFolder!);
            foreach (string later in Checkpoints(run).Where(path => Path.GetFileName(path) != $"step-{step:D6}"))
                Directory.Delete(later, recursive: true);
            int batches = kind == Labels.PairsWithoutHeldOut ? 6 : 4;
            Assert.That(step % batches, Is.Not.Zero, "within an epoch");
            return reports.Where(report => report.Epoch <= step / batches).ToList();
        }

        private string[] Checkpoints(string run) => Directory.GetDirectories(Path.Combine(Named(run), "checkpoints"));

        private string Last(string run) => Checkpoints(run).OrderBy(path => path, StringComparer.Ordinal).Last();

        private byte[] Bytes(string model, string file) => File.ReadAllBytes(Path.Combine(Named(model), file));

        private double[] Scores(string model)
        {
            using var reward = LearnedReward.Load(Named(model), device: DeviceChoice.Cpu);
            return reward.ScoreAll(Fixed).ToArray();
        }

        private sealed record Report(int Epoch, double Loss, double HeldOutLoss, double Accuracy);
    }
}
