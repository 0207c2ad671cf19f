using System;
using System.IO;
using NUnit.Framework;
using Repartee.Benchmarks.Crash;

namespace Repartee.TrainerHost.Tests;

/// <summary>Another process that saves checkpoints: it is killed, and it keeps others out. A hundred kills are the benchmarks' verb
/// <c>crash</c>.</summary>
public sealed class CrashTests : HostedTests
{
    [Test]
    public void AProcessThatIsKilledWhileItSavesLeavesItsLastCompleteCheckpoint()
    {
        var trial = new KillTrial(ActorPath, Named("run"), seed: 1);
        trial.Calibrate();
        int inside = 0;
        for (int kill = 0; kill < 5; kill++)
        {
            var outcome = trial.Next();
            Assert.That(outcome.Fault, Is.Empty, outcome.ToString());
            inside += outcome.Inside ? 1 : 0;
        }

        Assert.That(inside, Is.GreaterThan(0));
    }

    [Test]
    public void ARunThatAnotherProcessHoldsIsRefusedUntilThatIsKilled()
    {
        using (var other = new SavingProcess(ActorPath, Named("run")))
        {
            other.WaitForSave(2);
            Assert.That(
                () => SavedRun.Open(ActorPath, Named("run")),
                Throws.TypeOf<IOException>().With.Message.StartsWith(
                    $"Expected a run that no other session trains, but {Named("run")} is held by process {other.Id} (")
                    .And.Message.EndsWith("UTC. Stop that session or end that process, or name another folder."));
            Assert.That(
                async () => await StartHereAsync(Options("run")),
                Throws.InstanceOf<IOException>().With.Message.Contains("already holds files"));
            other.Kill();
        }

        using var mine = SavedRun.Open(ActorPath, Named("run"));
        Assert.That(mine.Position.Updates, Is.Positive);
        Assert.That(File.ReadAllText(Path.Combine(Named("run"), "run.holder")), Does.StartWith($"process {Environment.ProcessId} ("));
    }
}
