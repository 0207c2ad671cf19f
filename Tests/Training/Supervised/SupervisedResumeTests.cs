#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using NUnit.Framework;
using Repartee.Training.Actor;
using Repartee.Training.Weights;
using TorchSharp;

namespace Repartee.Training.Tests.Supervised
{
    /// <summary>Supervised training: N steps, a stop, a resume and M steps are N + M steps, bit for bit.</summary>
    public sealed class SupervisedResumeTests : SupervisedRunTests
    {
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
            Assert.That((ActorFolder.Open(lora).Path, ActorFolder.Open(lora).AdapterPath), Is.EqualTo((Actor, lora)));
            foreach (var (kept, saved, name) in new[]
            {
                (full, "full-actor", ActorFolder.WeightsFile), (lora, "lora-adapter", AdapterConfigFile.WeightsName),
            })
            {
                Assert.That(Numbers(Path.Combine(kept, name)), Is.EqualTo(Numbers(Path.Combine(Folder, saved, name))));
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
                File.ReadAllBytes(Path.Combine(Folder, "second", name)),
                Is.EqualTo(File.ReadAllBytes(Path.Combine(Folder, "first", name))));
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
    }
}
