#nullable enable
using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Sessions;
using Repartee.Training.Trainer;

namespace Repartee.Training.Tests.Trainer
{
    /// <summary>A session whose disk lets it down: training goes on, nothing that is complete is harmed, and each fault is told with what to
    /// do.</summary>
    public sealed class DiskFaultTests : TrainerTests
    {
        private const long DiskBytes = 4 << 20;

        private LogLines log = null!;

        [SetUp]
        public void StartLog() => log = new LogLines();

        [TearDown]
        public void EndLog() => log.Dispose();

        [Test]
        public async Task ACheckpointThatCannotBeWrittenCostsOnlyItself()
        {
            var options = Logged("run") with { CheckpointEvery = 1 };
            var session = await TrainingSession.StartAsync(options);
            var player = new DatasetPlayer(session, Rows, options);
            string place = Path.Combine(Named("run"), "checkpoints");
            File.WriteAllText(place, "mine");
            await player.PlayAsync(2);
            Assert.That(session.Error, Is.Null);
            Refused(() => session.SaveCheckpointAsync(), $"found a file at {place} where a folder belongs: move it away. There is no earlier one.");
            Assert.That(log.Lines, Has.Exactly(1).Contains("tries again at its next checkpoint; until then a crash costs 1 updates."));
            Assert.That(log.Lines, Has.Exactly(1).Contains("tries again at its next checkpoint; until then a crash costs 2 updates."));
            File.Delete(place);
            Assert.That(await session.SaveCheckpointAsync(), Is.EqualTo(Path.Combine(place, "step-000002")));
            Directory.Move(place, place + ".away");
            File.WriteAllText(place, "mine");
            await player.PlayAsync(3);
            await session.StopAsync();
            Assert.That(session.Error, Is.TypeOf<IOException>().With.Message.StartsWith(
                "The last checkpoint is missing, and with it 1 updates since the one before. Expected to write the checkpoint "));
            File.Delete(place);
            Directory.Move(place + ".away", place);
            await PlayAsync(options with { Resume = true }, 3);
        }

        [Test]
        public async Task ARunFolderThatIsDeletedIsNotMadeAgainAndTrainingGoesOn()
        {
            var options = Logged("run") with { CheckpointEvery = 1, Journal = true };
            await using var session = await TrainingSession.StartAsync(options);
            var player = new DatasetPlayer(session, Rows, options);
            await player.PlayAsync(1);
            Directory.Delete(Named("run"), recursive: true);
            await player.PlayAsync(3);
            Assert.That(session.Error, Is.Null);
            string advice = $"Put {Named("run")} back as it was, or stop and start a new run in another folder.";
            Refused(() => session.SaveCheckpointAsync(), $"the run folder {Named("run")} is gone, and is not made again silently. There is no earlier one. {advice}");
            Assert.That(Directory.Exists(Named("run")), Is.False);
            foreach (string file in new[] { "metrics.jsonl", "replies.jsonl", "experience.msgpack" })
                Assert.That(log.Lines, Has.Exactly(1).StartsWith($"Expected to write to {file} in {Named("run")}, but ").And.EndsWith(advice));
        }

        [Test]
        public async Task ARunThatWasReplacedByAnotherIsLeftAlone()
        {
            await PlayAsync(Options("other"), 1);
            await using var session = await TrainingSession.StartAsync(Options("run"));
            Directory.Move(Named("run"), Named("moved"));
            Directory.Move(Named("other"), Named("run"));
            Refused(() => session.SaveCheckpointAsync(), "the folder was replaced while it was trained. Nothing was written.");
            Assert.That(Directory.GetDirectories(Path.Combine(Named("run"), "checkpoints")).Select(Path.GetFileName), Is.EqualTo(new[] { "step-000001" }));
        }

        [Test]
        [Platform("Linux")]
        public async Task LogsOnAFullDiskAreToldOnce()
        {
            var options = Logged("run");
            await using var session = await TrainingSession.StartAsync(options);
            foreach (string file in new[] { "metrics.jsonl", "replies.jsonl" })
                File.CreateSymbolicLink(Path.Combine(Named("run"), file), "/dev/full");
            await new DatasetPlayer(session, Rows, options).PlayAsync(3);
            Assert.That(session.Error, Is.Null);
            foreach (string file in new[] { "metrics.jsonl", "replies.jsonl" })
                Assert.That(log.Lines, Has.Exactly(1).StartsWith($"Expected to write to {file} in {Named("run")}, but No space left on device"));
            Assert.That(log.Lines, Has.Exactly(2).Contains($"this is told once, and what else is lost is counted. Free space on the disk of {Named("run")}."));
            File.Delete(Path.Combine(Named("run"), "metrics.jsonl"));
            await new DatasetPlayer(session, Rows, options).PlayAsync(4);
            Assert.That(log.Lines, Has.Exactly(1).EqualTo($"metrics.jsonl in {Named("run")} is written to again; 3 writes are missing from it."));
        }

        [Test]
        public async Task ASessionOutlivesAFullDiskAndAReadOnlyOne()
        {
            using var disk = MountedDisk.OrSkip(DiskBytes);
            string run = Path.Combine(disk.Path, "run");
            var options = Logged("run") with { RunFolder = run, CheckpointEvery = 1, KeepCheckpoints = 1, Journal = true };
            await using (var session = await TrainingSession.StartAsync(options))
            {
                var player = new DatasetPlayer(session, Rows, options);
                await player.PlayAsync(1);
                string first = await session.SaveCheckpointAsync();
                long size = Directory.GetFiles(first).Sum(file => new FileInfo(file).Length);
                foreach (double share in new[] { 0, 0.02, 0.3, 0.6, 0.9 })
                {
                    disk.Fill((long)(share * size));
                    Refused(() => session.SaveCheckpointAsync(), $"Earlier ones are whole, the newest is step-000001. Free space on the disk of {run}.");
                    Assert.That(Directory.GetDirectories(Path.Combine(run, "checkpoints")), Is.EqualTo(new[] { first }), $"{share}");
                    Assert.That(Directory.GetFiles(run, "*.tmp"), Is.Empty);
                    disk.Empty();
                }

                disk.Fill(0);
                await player.PlayAsync(3);
                Assert.That(session.Error, Is.Null);
                Assert.That(log.Lines, Has.Exactly(1).EndsWith("Training goes on and tries again at its next checkpoint; until then a crash costs 2 updates."));
                disk.Empty();
                disk.WhileReadOnly(Path.Combine(run, "checkpoints"), () => Refused(
                    () => session.SaveCheckpointAsync(),
                    "Earlier ones are whole, the newest is step-000001. Make " + run + " writable for this process."));
                await player.PlayAsync(4);
                Assert.That(await session.SaveCheckpointAsync(), Does.EndWith("step-000004"));
            }

            await using var resumed = await TrainingSession.StartAsync(options with { Resume = true });
            Assert.That(resumed.Progress.Update, Is.EqualTo(4));
        }

        private static void Refused(Func<Task<string>> save, string expected)
        {
            var failed = Assert.CatchAsync<IOException>(async () => await save())!;
            Assert.That(failed.Message, Does.StartWith("Expected ").And.Contains(expected));
        }

        private TrainingOptions Logged(string run) => Options(run) with { Logging = log };
    }
}
