using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Editor.Play;
using Repartee.Frozen.Gguf;
using Repartee.Sessions;
using Repartee.Sessions.Client;

namespace Repartee.Editor.Tests;

public sealed class PlaySessionTests
{
    [Test]
    public void ActorsAreLentTheTrainerOnceItRunsAndOnTheMainThread()
    {
        var bench = new Bench();
        bench.Play.Start(Bench.Options, [bench.Actor]);
        Assert.That(bench.Play.State, Is.EqualTo(PlayState.Starting));
        Assert.That(bench.Actor.Told, Is.Empty, "before the main thread pumped");
        bench.Play.Pump();
        Assert.That(bench.Play.State, Is.EqualTo(PlayState.Running));
        Assert.That(bench.Actor.Trainer, Is.SameAs(bench.Session));
        Assert.That(bench.Play.Message, Is.EqualTo("Training on cpu."));
    }

    [Test]
    public void AStartThatFailsSaysWhyAndMayBeTriedAgain()
    {
        var bench = new Bench { OnStart = _ => Task.FromException<ITrainingSession>(new IOException("no actor there")) };
        bench.Run();
        Assert.That((bench.Play.State, bench.Play.Message), Is.EqualTo((PlayState.Failed, "no actor there")));
        Assert.That(bench.Actor.Told, Is.Empty);
        bench.OnStart = null;
        bench.Run();
        Assert.That(bench.Play.State, Is.EqualTo(PlayState.Running));
    }

    [Test]
    public void AnOptionThatIsRefusedAtOnceFailsTheSameWay()
    {
        var bench = new Bench { OnStart = _ => throw new ArgumentException("Rewards: none") };
        bench.Run();
        Assert.That((bench.Play.State, bench.Play.Message), Is.EqualTo((PlayState.Failed, "Rewards: none")));
    }

    [Test]
    public void ASecondStartIsRefused()
    {
        Bench bench = new Bench().Run();
        Assert.That(() => bench.Play.Start(Bench.Options, []), Throws.InvalidOperationException.With.Message.Contains("Running"));
        Assert.That(bench.Started, Has.Count.EqualTo(1));
    }

    [Test]
    public void ALostTrainerIsTakenBackAndLentAgainWhenItRuns()
    {
        Bench bench = new Bench().Run();
        bench.Say(TrainerProcessState.Restarting, "the process died");
        Assert.That(bench.Actor.Trainer, Is.Not.Null, "only the main thread takes it back");
        bench.Play.Pump();
        Assert.That(bench.Play.State, Is.EqualTo(PlayState.Restarting));
        bench.Say(TrainerProcessState.Running, "It runs again, from update 7.");
        bench.Play.Pump();
        Assert.That(bench.Play.State, Is.EqualTo(PlayState.Running));
        Assert.That(bench.Actor.Told, Is.EqualTo(new[] { "attached", "the process died", "attached" }));
        Assert.That(bench.Play.News, Is.EqualTo("It runs again, from update 7."));
    }

    [Test]
    public void ATrainerThatIsLostBeforeItWasLentIsNotLent()
    {
        var bench = new Bench();
        bench.Play.Start(Bench.Options, [bench.Actor]);
        bench.Say(TrainerProcessState.Restarting, "the process died");
        bench.Play.Pump();
        Assert.That(bench.Play.State, Is.EqualTo(PlayState.Restarting));
        Assert.That(bench.Actor.Trainer, Is.Null);
    }

    [Test]
    public void ATrainerThatIsGivenUpFailsTheSessionWhichIsEnded()
    {
        Bench bench = new Bench().Run();
        bench.Say(TrainerProcessState.Failed, "it died 5 times");
        bench.Play.Pump();
        Assert.That((bench.Play.State, bench.Play.Message), Is.EqualTo((PlayState.Failed, "it died 5 times")));
        Assert.That(bench.Actor.Told[^1], Is.EqualTo("it died 5 times"));
        bench.Until(() => bench.Play.CanStart);
        Assert.That(bench.Session.Stops, Is.EqualTo(1));
        Assert.That(bench.Play.Message, Is.EqualTo("it died 5 times"), "the reason stays in sight");
    }

    [Test]
    public void StoppingTakesTheTrainerBackFirst()
    {
        Bench bench = new Bench().Run();
        var order = new List<string>();
        bench.Session.OnStop = () =>
        {
            order.Add($"stop, lent: {bench.Actor.Trainer != null}");
            return Task.CompletedTask;
        };
        Assert.That(bench.Play.StopAndWait("play mode ended"), Is.True);
        Assert.That(order, Is.EqualTo(new[] { "stop, lent: False" }));
        Assert.That(bench.Actor.Told[^1], Is.EqualTo("play mode ended"));
        Assert.That((bench.Play.State, bench.Play.Message), Is.EqualTo((PlayState.Idle, "The play session is stopped.")));
    }

    [Test]
    public void AStopThatHangsIsLeftAfterItsLimit()
    {
        Bench bench = new Bench().Run();
        bench.Session.OnStop = () =>
        {
            bench.Clock.Advance(bench.Play.StopLimit);
            return new TaskCompletionSource().Task;
        };
        Assert.That(bench.Play.StopAndWait("play mode ended"), Is.False);
        Assert.That(bench.Play.State, Is.EqualTo(PlayState.Idle));
        Assert.That(bench.Play.Message, Does.Contain("within 35 seconds").And.Contain("checkpoint is kept"));
        bench.Session = new FakeSession();
        Assert.That(bench.Run().Play.State, Is.EqualTo(PlayState.Running), "and the next one is not held up");
    }

    [Test]
    public void AStopThatFailsIsSaidAndEndsTheSession()
    {
        Bench bench = new Bench().Run();
        bench.Session.OnStop = () => Task.FromException(new IOException("disk full"));
        bench.Play.StopAndWait("the editor is closing");
        Assert.That((bench.Play.State, bench.Play.Message), Is.EqualTo((PlayState.Idle, "The trainer ended, but not well: disk full")));
    }

    [Test]
    public void StoppingWhileItStartsGivesTheStartUp()
    {
        var bench = new Bench
        {
            OnStart = cancellation => Task.Delay(-1, cancellation).ContinueWith<ITrainingSession>(
            _ => throw new OperationCanceledException(), TaskScheduler.Default)
        };
        bench.Run();
        Assert.That(bench.Play.StopAndWait("play mode ended"), Is.True);
        Assert.That(bench.Play.State, Is.EqualTo(PlayState.Idle));
        Assert.That(bench.Session.Stops, Is.Zero);
    }

    [Test]
    public void ASessionThatComesAfterTheStopIsEndedAndNotLent()
    {
        var late = new TaskCompletionSource<ITrainingSession>();
        var bench = new Bench { OnStart = _ => late.Task };
        bench.Run();
        Task stopped = bench.Play.StopAsync("stop");
        late.SetResult(bench.Session);
        bench.Until(() => stopped.IsCompleted && bench.Play.State == PlayState.Idle);
        Assert.That(bench.Session.Stops, Is.EqualTo(1));
        Assert.That(bench.Actor.Trainer, Is.Null);
    }

    [Test]
    public void WhatAnEarlierSessionSaysLateIsNotHeard()
    {
        Bench bench = new Bench().Run();
        Action<TrainerProcessState, string> earlier = bench.Say;
        FakeSession first = bench.Session;
        bench.Play.StopAndWait("stop");
        bench.Session = new FakeSession();
        bench.Run();
        int updates = 0;
        bench.Play.Updated += _ => updates++;
        earlier(TrainerProcessState.Stopped, "late");
        first.Update(FakeSession.At(9));
        bench.Play.Pump();
        Assert.That((bench.Play.State, updates), Is.EqualTo((PlayState.Running, 0)));
        Assert.That(bench.Actor.Trainer, Is.SameAs(bench.Session));
    }

    [Test]
    public void UpdatesOfOtherThreadsComeOnTheMainThread()
    {
        Bench bench = new Bench().Run();
        int thread = 0;
        bench.Play.Updated += _ => thread = Environment.CurrentManagedThreadId;
        var other = new Thread(() => bench.Session.Update(FakeSession.At(1)));
        other.Start();
        other.Join();
        Assert.That(thread, Is.Zero);
        bench.Play.Pump();
        Assert.That(thread, Is.EqualTo(Environment.CurrentManagedThreadId));
    }

    [Test]
    public void APauseOutlastsARestart()
    {
        Bench bench = new Bench().Run();
        bench.Play.Pause();
        Assert.That((bench.Play.State, bench.Session.IsPaused), Is.EqualTo((PlayState.Paused, true)));
        bench.Say(TrainerProcessState.Restarting, "died");
        bench.Say(TrainerProcessState.Running, "runs");
        bench.Play.Pump();
        Assert.That(bench.Play.State, Is.EqualTo(PlayState.Paused));
        bench.Play.Resume();
        Assert.That((bench.Play.State, bench.Session.IsPaused), Is.EqualTo((PlayState.Running, false)));
    }

    [Test]
    public void TrainingThatStoppedByItselfIsToldOnce()
    {
        Bench bench = new Bench().Run();
        int changes = 0;
        bench.Play.Changed += () => changes++;
        bench.Session.Error = new InvalidOperationException("the loss is not finite");
        bench.Play.Pump();
        bench.Play.Pump();
        Assert.That((bench.Play.TrainingError, changes), Is.EqualTo(("the loss is not finite", 1)));
        Assert.That(bench.Actor.Trainer, Is.Not.Null, "the actor talks on");
    }

    [Test]
    public void ASavedCheckpointIsTold()
    {
        Bench bench = new Bench().Run();
        string? saved = null;
        bench.Play.Saved += path => saved = path;
        bench.Play.Save();
        bench.Play.Pump();
        Assert.That((saved, bench.Play.News), Is.EqualTo(("/runs/a/checkpoints/step-000003", "Checkpoint step-000003 is written.")));
        bench.Session.OnSave = () => Task.FromException<string>(new IOException("disk full"));
        bench.Play.Save();
        bench.Play.Pump();
        Assert.That(bench.Play.News, Is.EqualTo("The checkpoint could not be written: disk full"));
    }

    [Test]
    public void TheTalkingActorIsFrozenIntoAFolderThatIsMade()
    {
        using var folder = new TemporaryFolder();
        Bench bench = new Bench().Run();
        string file = folder["StreamingAssets/Repartee/tavern.gguf"];
        ExportReport? report = null;
        bench.Play.Frozen += done => report = done;
        bench.Play.Freeze(file, GgufType.Q8_0);
        bench.Until(() => report != null);
        Assert.That(bench.Session.Frozen, Is.EqualTo(new[] { (file, GgufType.Q8_0, (ExportOptions?)null) }));
        Assert.That(Path.GetDirectoryName(file), Does.Exist);
        Assert.That(bench.Play.News, Is.EqualTo($"Frozen into {file}: 4.5 million weights, 5 MB."));
    }

    [Test]
    public void ACheckpointIsFrozenByATrainerOfItsOwnThatWritesNoRun()
    {
        using var folder = new TemporaryFolder();
        folder.Write("runs/tavern/checkpoints/step-000012/config.json", "{}");
        RunCheckpoint checkpoint = RunCheckpoint.Of(folder["runs/tavern"])[0];
        var bench = new Bench();
        bench.Play.FreezeCheckpoint(
            Bench.Options with { RunFolder = "x", Resume = true }, checkpoint, folder["out/a.gguf"], GgufType.F16);
        bench.Until(() => !bench.Play.IsFreezing && bench.Session.Stops == 1);
        TrainingOptions used = bench.Started[0];
        Assert.That((used.ActorFolder, used.RunFolder, used.Resume), Is.EqualTo((checkpoint.Path, (string?)null, false)));
        Assert.That(used.Ppo.KlCoefficient, Is.Zero, "a reference would be a second copy of the weights");
        Assert.That(bench.Session.Frozen[0].Options!.PolicyVersion, Is.EqualTo(12));
        Assert.That(bench.Play.State, Is.EqualTo(PlayState.Idle));
    }

    [Test]
    public void AFreezingThatHangsIsGivenUpByTheStop()
    {
        using var folder = new TemporaryFolder();
        folder.Write("runs/tavern/checkpoints/step-000012/config.json", "{}");
        var frozen = new TaskCompletionSource<ExportReport>();
        var asked = new ManualResetEventSlim();
        var bench = new Bench();
        bench.Session.OnFreeze = () =>
        {
            asked.Set();
            return frozen.Task;
        };
        bench.Play.FreezeCheckpoint(Bench.Options, RunCheckpoint.Of(folder["runs/tavern"])[0], folder["a.gguf"], GgufType.F16);
        Assert.That(asked.Wait(TimeSpan.FromMinutes(1)), Is.True);
        Assert.That(bench.Play.StopAndWait("scripts are being reloaded"), Is.True);
        Assert.That(bench.Session.Stops, Is.EqualTo(1));
        bench.Until(() => bench.Play.News.StartsWith("The checkpoint could not be frozen", StringComparison.Ordinal));
    }
}
