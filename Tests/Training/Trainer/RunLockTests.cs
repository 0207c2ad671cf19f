#nullable enable
using System;
using System.IO;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Sessions;
using Repartee.Training.Trainer;

namespace Repartee.Training.Tests.Trainer
{
    /// <summary>A run is one session's. Another process is tried beside the tests of the trainer's process.</summary>
    public sealed class RunLockTests : TrainerTests
    {
        [Test]
        public async Task ASecondSessionOnARunIsRefusedAndHearsWhoHoldsIt()
        {
            await PlayAsync(Options("run"), 1);
            var resume = Options("run") with { Resume = true };
            await using (var first = await TrainingSession.StartAsync(resume))
            {
                Assert.That(
                    async () => await TrainingSession.StartAsync(resume),
                    Throws.TypeOf<IOException>().With.Message.StartsWith(
                        $"Expected a run that no other session trains, but {Named("run")} is held by process {Environment.ProcessId} (")
                        .And.Message.Contains($" on {Environment.MachineName} since ")
                        .And.Message.EndsWith("UTC. Stop that session or end that process, or name another folder."));
                await new DatasetPlayer(first, Rows, resume).PlayAsync(2);
            }

            await PlayAsync(resume, 3);
            Assert.That(File.Exists(Path.Combine(Named("run"), "run.holder")), Is.False);
        }

        [Test]
        public async Task AResumeThatIsRefusedLetsTheRunGo()
        {
            await PlayAsync(Options("run"), 1);
            var resume = Options("run") with { Resume = true };
            Assert.That(async () => await TrainingSession.StartAsync(resume with { Seed = 8 }), Throws.InvalidOperationException);
            string journal = Path.Combine(Named("run"), ConversationJournal.FileName);
            File.WriteAllText(journal, "no journal");
            Assert.That(async () => await TrainingSession.StartAsync(resume with { Journal = true }), Throws.TypeOf<InvalidDataException>());
            File.Delete(journal);
            await PlayAsync(resume, 2);
        }

        [Test]
        public async Task FilesThatADeadProcessLeftLockNobodyOut()
        {
            Directory.CreateDirectory(Named("run"));
            File.WriteAllText(Path.Combine(Named("run"), "run.lock"), "");
            File.WriteAllText(Path.Combine(Named("run"), "run.holder"), "process 1 (init) on elsewhere since 2020-01-01 00:00:00 UTC");
            await PlayAsync(Options("run"), 1);
            await PlayAsync(Options("run") with { Resume = true }, 2);
        }
    }
}
