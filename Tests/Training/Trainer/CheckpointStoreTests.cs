#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Repartee.Training.Optimization;
using Repartee.Training.Ppo;
using Repartee.Training.Trainer;

namespace Repartee.Training.Tests.Trainer
{
    /// <summary>A save that dies or fails at any of its steps, and what a resume finds then.</summary>
    public sealed class CheckpointStoreTests
    {
        private const string Run = "run";

        private static readonly KeepPolicy KeepTwo = new KeepPolicy(2, 0);

        private LogLines log = null!;
        private string folder = "";

        private string Checkpoints => Path.Combine(folder, "run", "checkpoints");

        [SetUp]
        public void CreateFolder()
        {
            log = new LogLines();
            folder = Directory.CreateTempSubdirectory("repartee-").FullName;
            Directory.CreateDirectory(Path.Combine(folder, "run"));
        }

        [TearDown]
        public void DeleteFolder()
        {
            log.Dispose();
            Directory.Delete(folder, recursive: true);
        }

        [TestCase(4, TestName = "ASaveThatDiesAtAnyStepLeavesACompleteCheckpoint")]
        [TestCase(3, TestName = "ASaveOfTheSameUpdateThatDiesAtAnyStepLeavesACompleteCheckpoint")]
        public void ASaveThatDies(int update)
        {
            bool failed = true;
            var found = new List<long>();
            for (int step = 0; failed; step++)
            {
                StartAnew(1, 2, 3);
                var disk = new FaultyDisk(step, dies: true);
                bool saved = TrySave(disk, update, taken: 77, out _);
                failed = disk.Failed;
                var loaded = Store().LoadNewest();
                AssertWhole(loaded);
                long taken = loaded.Counters.Taken;
                Assert.That(taken, saved ? Is.EqualTo(77) : Is.EqualTo(77).Or.EqualTo(30), $"step {step}");
                found.Add(taken);
                Assert.That(Store().Save(State(5), WriteActor, KeepTwo), Is.EqualTo(Named("step-000005")));
                Assert.That(Names(), Is.EquivalentTo(new[] { "step-000005", Path.GetFileName(Named($"step-{loaded.Counters.Updates:D6}")) }));
                Assert.That(Store().LoadNewest().Counters.Updates, Is.EqualTo(5));
            }

            Assert.That(found, Is.Ordered.And.Contains(30).And.Contains(77), "died before and after the rename");
            Assert.That(found.Count(taken => taken == 30), Is.GreaterThan(5));
            Assert.That(log.Lines.Where(line => line.Contains("passed over")), Is.Empty);
        }

        /// <param name="update">What is saved where 2 and 3 were saved before.</param>
        /// <param name="flush">The step behind the last rename: when it fails, the new one is there, but a loss of power may take it.</param>
        [TestCase(4, 6, TestName = "ASaveThatFailsAtAnyStepLeavesTheOldOnesAndNothingElse")]
        [TestCase(3, 7, TestName = "ASaveOfTheSameUpdateThatFailsAtAnyStepLeavesTheOldOnesAndNothingElse")]
        public void ASaveThatFails(int update, int flush)
        {
            bool failed = true;
            int refusals = 0;
            for (int step = 0; failed; step++)
            {
                StartAnew(2, 3);
                var disk = new FaultyDisk(step, dies: false);
                bool saved = TrySave(disk, update, taken: 77, out string message);
                failed = disk.Failed;
                Assert.That(Store().LoadNewest().Counters.Taken, Is.EqualTo(saved || step == flush ? 77 : 30), $"step {step}");
                if (saved)
                    continue;
                refusals++;
                Assert.That(message, Does.StartWith($"Expected to write the checkpoint {Named($"step-{update:D6}")}, but No space left on device. "));
                Assert.That(message, Does.EndWith($"Free space on the disk of {Path.Combine(folder, "run")}."));
                Assert.That(message, Does.Contain("Earlier ones are whole, the newest is step-00000"));
                Assert.That(Names().Where(name => name.EndsWith(".tmp", StringComparison.Ordinal) && !name.Contains("old")), Is.Empty, $"step {step}");
                Assert.That(TrySave(null, update, taken: 78, out _), Is.True);
                Assert.That(Store().LoadNewest().Counters.Taken, Is.EqualTo(78));
                Assert.That(Names().Where(name => name.EndsWith(".tmp", StringComparison.Ordinal)), Is.Empty);
            }

            Assert.That(refusals, Is.EqualTo(flush + 1));
        }

        [Test]
        public void WhatCannotBeDeletedIsToldAndTriedAgain()
        {
            StartAnew(1, 2, 3);
            int steps = 0;
            while (TrySave(new FaultyDisk(steps, dies: false), 4, 77, out _) is false)
            {
                StartAnew(1, 2, 3);
                steps++;
            }

            Assert.That(Store().LoadNewest().Counters.Updates, Is.EqualTo(4));
            Assert.That(Names(), Has.Member("step-000002").Or.Member("step-000002.tmp"));
            Assert.That(log.Lines.Last(), Does.Contain("no longer kept, but No space left on device. The new one is complete; the next one tries again."));
            Store().Save(State(5), WriteActor, KeepTwo);
            Assert.That(Names(), Is.EquivalentTo(new[] { "step-000004", "step-000005" }));
        }

        [Test]
        public void AnUnfinishedReplacementOfAnotherVersionIsFoundUnderItsOtherName()
        {
            StartAnew(1, 2);
            Directory.Move(Named("step-000002"), Named("step-000002.old.tmp"));
            Assert.That(RunCheckpoints.Newest(Path.Combine(folder, "run")), Is.EqualTo(Named("step-000002.old.tmp")));
            Assert.That(Store().IsEmpty, Is.False);
            Assert.That(Store().LoadNewest().Counters.Updates, Is.EqualTo(2));
            Assert.That(Names(), Is.EquivalentTo(new[] { "step-000001", "step-000002" }));
        }

        [Test]
        public void ADamagedCheckpointIsSetAsideToldAndNeverOverwritten()
        {
            StartAnew(1, 2, 3);
            string member = Path.Combine(Named("step-000003"), "learner.safetensors");
            byte[] torn = File.ReadAllBytes(member).SkipLast(1).ToArray();
            File.WriteAllBytes(member, torn);
            Assert.That(Store().LoadNewest().Counters.Updates, Is.EqualTo(2));
            Assert.That(log.Lines.Last(), Is.EqualTo(
                $"Expected a complete checkpoint of update 3, but {member}: expected the content the manifest names, but found other content. " +
                $"It was passed over and lies in {Named("step-000003.damaged")} now. The run goes on from update 2: 1 updates are lost and " +
                "done again. Look after the disk; delete the folder when you need it no more."));
            Store().Save(State(3), WriteActor, KeepTwo);
            File.Delete(Path.Combine(Named("step-000003"), "manifest.json"));
            Assert.That(Store().LoadNewest().Counters.Updates, Is.EqualTo(2));
            Store().Save(State(3), WriteActor, KeepTwo);
            Store().Save(State(4), WriteActor, new KeepPolicy(1, 0));
            Assert.That(Names(), Is.EquivalentTo(new[] { "step-000004", "step-000003.damaged", "step-000003.damaged-2" }));
            Assert.That(File.ReadAllBytes(Path.Combine(Named("step-000003.damaged"), "learner.safetensors")), Is.EqualTo(torn));
        }

        [Test]
        public void WhenNoneIsCompleteAllAreNamedAndNothingIsChanged()
        {
            StartAnew(1, 2);
            File.Delete(Path.Combine(Named("step-000001"), "state.msgpack"));
            File.WriteAllText(Path.Combine(Named("step-000002"), "manifest.json"), "{ \"state");
            Assert.That(() => Store().LoadNewest(), Throws.TypeOf<InvalidDataException>().With.Message.StartsWith(
                $"Expected a complete checkpoint to resume from in {Checkpoints}, but found none. step-000002: " +
                $"{Path.Combine(Named("step-000002"), "manifest.json")}: expected the hashes of a checkpoint's files, but found damaged JSON (")
                .And.Message.EndsWith(
                $"step-000001: {Path.Combine(Named("step-000001"), "state.msgpack")}: expected the content the manifest names, but found no file. " +
                "Nothing was changed. Bring one back from a copy, or start a new run in another folder."));
            Assert.That(Names(), Is.EquivalentTo(new[] { "step-000001", "step-000002" }));
        }

        [Test]
        public void ACompleteCheckpointOfAnotherRunIsRefusedAndNotSetAside()
        {
            StartAnew(1, 2);
            Assert.That(
                () => new CheckpointStore(Checkpoints, "other", log).LoadNewest(),
                Throws.TypeOf<InvalidDataException>().With.Message.Contains("expected run other, but found run."));
            Assert.That(Names(), Is.EquivalentTo(new[] { "step-000001", "step-000002" }));
        }

        [Test]
        public void EveryFifthIsKeptForGoodBesidesTheNewestTwo()
        {
            for (int update = 0; update <= 13; update++)
                Store().Save(State(update), WriteActor, new KeepPolicy(2, 5));
            Assert.That(Names(), Is.EquivalentTo(new[] { "step-000005", "step-000010", "step-000012", "step-000013" }));
            Store().Save(State(1_000_000), WriteActor, new KeepPolicy(1, 0));
            Assert.That(Names(), Is.EquivalentTo(new[] { "step-1000000" }));
        }

        [Test]
        public void ADeletedRunFolderIsNotMadeAgain()
        {
            Directory.Delete(Path.Combine(folder, "run"), recursive: true);
            Assert.That(TrySave(null, 1, 1, out string message), Is.False);
            string run = Path.Combine(folder, "run");
            Assert.That(message, Is.EqualTo(
                $"Expected to write the checkpoint {Named("step-000001")}, but the run folder {run} is gone, and is not made again silently. " +
                $"There is no earlier one. Put {run} back as it was, or stop and start a new run in another folder."));
            Assert.That(Directory.Exists(run), Is.False);
        }

        [Test]
        public void AFileWhereAFolderBelongsIsNamed()
        {
            StartAnew(1);
            File.WriteAllText(Named("step-000002"), "mine");
            Assert.That(TrySave(null, 2, 1, out string message), Is.False);
            Assert.That(message, Does.Contain($"found a file at {Named("step-000002")} where a folder belongs: move it away. Earlier ones are whole"));
            Assert.That(File.ReadAllText(Named("step-000002")), Is.EqualTo("mine"));
            Assert.That(Names(), Is.EqualTo(new[] { "step-000001" }));
        }

        private CheckpointStore Store(ICheckpointDisk? disk = null) => new CheckpointStore(Checkpoints, Run, log, disk);

        private void StartAnew(params int[] updates)
        {
            if (Directory.Exists(Checkpoints))
                Directory.Delete(Checkpoints, recursive: true);
            foreach (int update in updates)
                Store().Save(State(update), WriteActor, new KeepPolicy(9, 0));
        }

        private bool TrySave(ICheckpointDisk? disk, int update, int taken, out string message)
        {
            message = "";
            try
            {
                Store(disk).Save(State(update, taken), WriteActor, KeepTwo);
                return true;
            }
            catch (IOException error)
            {
                message = error.Message;
                return false;
            }
        }

        private string Named(string name) => Path.Combine(Checkpoints, name);

        private IEnumerable<string> Names() => Directory.GetDirectories(Checkpoints).Select(path => Path.GetFileName(path)!);

        private static void WriteActor(string path, float[] values, IReadOnlyDictionary<string, string> metadata) =>
            File.WriteAllText(Path.Combine(path, "model.txt"), string.Join(" ", values));

        private static TrainerStart State(int update, int taken = 30)
        {
            var values = Enumerable.Range(0, 50).Select(i => update + (i / 64f)).ToArray();
            var part = new PartState(Learner.ActorPart, values, new OptimizerState(values, values, update));
            return new TrainerStart(
                new TrainerCounters(update, 4 * update, 8 * update, taken, taken), new LearnerState(new[] { part }, update), TrainerStart.Fresh.Waiting);
        }

        private static void AssertWhole(TrainerStart found)
        {
            var expected = State((int)found.Counters.Updates, (int)found.Counters.Taken);
            Assert.That(found.Counters, Is.EqualTo(expected.Counters));
            Assert.That(found.Learner!.Actor, Is.EqualTo(expected.Learner!.Actor));
            Assert.That(found.Learner.Parts[0].Optimizer.Second, Is.EqualTo(expected.Learner.Parts[0].Optimizer.Second));
            Assert.That(found.Learner.KlCoefficient, Is.EqualTo(expected.Learner.KlCoefficient));
        }
    }
}
