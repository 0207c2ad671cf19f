using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Editor.Play;
using Repartee.Editor.Settings;
using Repartee.Sessions;
using Repartee.Sessions.Client;

namespace Repartee.Editor.Tests;

public sealed class PlayViewTests
{
    private FakeScene scene = null!;
    private Bench bench = null!;
    private PlayView view = null!;

    [SetUp]
    public void Open()
    {
        scene = new FakeScene();
        bench = new Bench();
        view = new PlayView(bench.Play, scene, scene.Project);
        view.Refresh();
    }

    [TearDown]
    public void Close()
    {
        view.Dispose();
        scene.Dispose();
    }

    [Test]
    public void WhereAllIsWellEachLineSaysSoAndTrainingMayStart()
    {
        Assert.That(view.Preflight.Select(line => line.Level), Is.All.EqualTo(PreflightLevel.Ok), string.Join("\n", view.Preflight));
        Assert.That(
            view.Preflight.Select(line => line.Subject),
            Is.EqualTo(new[] { "Trainer", ".NET", "libtorch", "Device", "Actor", "Memory", "Rewards" }));
        Assert.That((view.CanStart, view.StartFault, view.RunName), Is.EqualTo((true, (string?)null, "tavern")));
    }

    [Test]
    public void TrainingThatPausedByItselfSaysWhyAndGoesOnByAPress()
    {
        var asked = new List<bool>();
        var session = bench.Session = new FakeSession { OnContinue = fromLastGood => { asked.Add(fromLastGood); return Task.CompletedTask; } };
        bench.Run();
        Assert.That(view.CanContinue, Is.False);
        session.Hold(new HealthStop(HealthRule.NegativeKl, 12, -1.5, -1, "the KL is negative.", "Check the sampling.", 11));
        bench.Play.Pump();
        const string Said = "Training paused after update 12: the KL is negative. Check the sampling. The actor still talks; the weights of "
            + "update 11 are kept to go back to.";
        Assert.That((view.Status, view.News, view.CanContinue), Is.EqualTo((Said, Said, true)));
        view.GoBack();
        bench.Play.Pump();
        Assert.That(asked, Is.EqualTo(new[] { true }));
        Assert.That((view.Status, view.News), Is.EqualTo(("Training on cpu.", "Training goes on from the last good weights.")));
    }

    [Test]
    public void AMissingTrainerIsAnErrorWithARemedy()
    {
        File.Delete(scene.Folder["Library/com.repartee.npc/TrainerHost/Repartee.TrainerHost.dll"]);
        AssertError("Trainer", "Tools > Repartee > Install");
    }

    [Test]
    public void AMissingLibTorchIsAnErrorWithARemedy()
    {
        File.Delete(scene.Folder["Library/com.repartee.npc/TrainerHost/libtorch_cpu.so"]);
        AssertError("libtorch", "Tools > Repartee > Install");
    }

    [Test]
    public void ACardThatIsAskedForNeedsItsLibTorch()
    {
        scene.Kept = scene.Kept with { Device = DeviceChoice.Cuda };
        AssertError("Device", "backend CUDA");
        scene.Folder.Write("Library/com.repartee.npc/TrainerHost/libtorch_cuda.so", "");
        view.Refresh();
        Assert.That(view.CanStart, Is.True);
    }

    [Test]
    public void AFolderThatIsNoActorsNamesWhatItLacks()
    {
        File.Delete(scene.Folder["Actors/tavern/tokenizer.json"]);
        AssertError("Actor", "tokenizer.json");
    }

    [Test]
    public void WithoutRewardsNothingStarts()
    {
        scene.Setup = new PlaySetup { ActorFolder = scene.Setup.ActorFolder, NpcCount = 1 };
        AssertError("Rewards", "Assign rewards");
    }

    [Test]
    public void ASceneWithoutNpcsSaysWhatToDo()
    {
        scene.Setup = PlaySetup.None;
        AssertError("Actor", "No NPC in the open scenes is in the mode Train");
    }

    [Test]
    public void TooLittleMemoryIsAWarningOnly()
    {
        scene.Machine = new MachineFacts { Memory = 8_000, Variable = _ => null };
        view.Refresh();
        PreflightLine memory = view.Preflight.Single(line => line.Subject == "Memory");
        Assert.That((memory.Level, view.CanStart), Is.EqualTo((PreflightLevel.Warning, true)));
        Assert.That(ActorFiles.TrainingBytes(scene.Setup.ActorFolder), Is.EqualTo(10_000), "1000 bytes: 500 weights, 5 copies of 4 bytes");
    }

    [Test]
    public void SettingsThatCannotBeReadStopTheStart()
    {
        view = new PlayView(bench.Play, new BrokenSettings(scene), scene.Project);
        view.Refresh();
        Assert.That(view.StartFault, Is.EqualTo("the file is broken"));
    }

    [Test]
    public void StartingPassesOnWhatTheSceneAndTheSettingsSay()
    {
        scene.Kept = scene.Kept with { BufferSize = 8, LearningRate = 2e-5, Seed = 7, TrainingShare = 0.5, RunsFolder = "Runs" };
        view.Start();
        TrainingOptions options = bench.Started.Single();
        Assert.That(options.RunFolder, Is.EqualTo(scene.Folder["Runs/tavern"]));
        Assert.That(
            (options.Ppo.BufferSize, options.Ppo.MinibatchSize, options.Ppo.LearningRate), Is.EqualTo((8, 8, 2e-5)));
        Assert.That((options.Seed, options.TrainingShare, options.Resume), Is.EqualTo((7UL, 0.5, false)));
        Assert.That(options.Validate, Throws.Nothing);
        bench.Play.Pump();
        Assert.That(scene.Actor.Trainer, Is.SameAs(bench.Session));
    }

    [Test]
    public void ARunIsResumedOnlyWhenAskedTo()
    {
        scene.Folder.Write("Repartee/Runs/tavern/config.json", "{}");
        view.RunName = "tavern";
        view.Start();
        Assert.That(bench.Started, Is.Empty);
        Assert.That(view.StartFault, Does.Contain("There is already a run"));
        view.ResumeRun = true;
        view.Start();
        Assert.That(bench.Started.Single().Resume, Is.True);
    }

    [Test]
    public void ButtonsFollowTheState()
    {
        Assert.That(Buttons(), Is.EqualTo("start"));
        view.Start();
        Assert.That(Buttons(), Is.EqualTo("stop"));
        bench.Play.Pump();
        Assert.That(Buttons(), Is.EqualTo("pause save stop freeze"));
        view.Pause();
        Assert.That(Buttons(), Is.EqualTo("resume save stop freeze"));
        bench.Say(TrainerProcessState.Restarting, "died");
        bench.Play.Pump();
        Assert.That(Buttons(), Is.EqualTo("stop"));
        bench.Say(TrainerProcessState.Failed, "given up");
        bench.Play.Pump();
        bench.Until(() => view.CanStart);
        Assert.That(Buttons(), Is.EqualTo("start"));
    }

    [Test]
    public void UpdatesBecomeCurvesRepliesAndTheStatusLine()
    {
        view.Start();
        bench.Play.Pump();
        bench.Session.Update(FakeSession.At(
            3, new Dictionary<string, double> { ["objective/scores"] = 0.75 },
            [
                new ReplySample(
                    2, "keeper", "Hello", "Ale?", 0.9, new Dictionary<string, double> { ["length"] = 1 },
                    [new("quest", 0.25), new("quest", 0.25)], new Dictionary<string, string>()),
            ]));
        bench.Session.DroppedConversations = 4;
        bench.Play.Pump();
        Assert.That(view.Curves.Panels[0].Series[0].Last, Is.EqualTo(0.75));
        Assert.That(view.Replies.Terms, Is.EqualTo(new[] { "length", "quest" }));
        Assert.That(ReplyTable.Cell(view.Replies.Rows[0], "quest"), Is.EqualTo("0.50"));
        Assert.That(
            view.Status, Is.EqualTo("Training on cpu. Update 3. 4 conversations were dropped: the trainer cannot keep up."));
    }

    [Test]
    public void TheTableIsBoundedAndNewestFirst()
    {
        var table = new ReplyTable(capacity: 2);
        for (int i = 1; i <= 3; i++)
            table.Add(new ReplyRow(i, "", "", 0, new Dictionary<string, double>(), new Dictionary<string, string>()));
        Assert.That(table.Rows.Select(row => row.Update), Is.EqualTo(new[] { 3L, 2L }));
    }

    [Test]
    public void AViewThatIsMadeAnewReadsTheRunBack()
    {
        scene.Folder.Write("Repartee/Runs/old/metrics.jsonl", "{\"update\":5,\"objective/scores\":0.5}\n");
        scene.Folder.Write("Repartee/Runs/old/checkpoints/step-000005/config.json", "{}");
        using var again = new PlayView(bench.Play, scene, scene.Project);
        again.Refresh();
        again.RunName = "old";
        Assert.That((again.Curves.Update, again.Checkpoints.Single().Name), Is.EqualTo((5L, "step-000005")));
        Assert.That(again.Runs, Is.EqualTo(new[] { "old" }));
        again.RunName = "new";
        Assert.That((again.Curves.Update, again.Checkpoints.Count), Is.EqualTo((0L, 0)));
    }

    [Test]
    public void TrainingThatStoppedByItselfIsInTheStatusLine()
    {
        view.Start();
        bench.Play.Pump();
        bench.Session.Error = new InvalidOperationException("The loss is not finite.");
        bench.Play.Pump();
        Assert.That(
            view.Status, Is.EqualTo("Training stopped by itself, NPCs talk on: The loss is not finite. Stop, then start again."));
    }

    private void AssertError(string subject, string remedy)
    {
        view.Refresh();
        PreflightLine line = view.Preflight.Single(line => line.Level == PreflightLevel.Error && line.Subject == subject);
        Assert.That(line.Message, Does.Contain(remedy));
        Assert.That(view.StartFault, Is.EqualTo(view.Preflight.First(one => one.Level == PreflightLevel.Error).Message));
        view.Start();
        Assert.That(bench.Started, Is.Empty);
    }

    private string Buttons() => string.Join(" ", new[]
    {
        (view.CanStart, "start"), (view.CanPause, "pause"), (view.CanResume, "resume"), (view.CanSave, "save"), (view.CanStop, "stop"),
        (view.CanFreeze, "freeze"),
    }.Where(button => button.Item1).Select(button => button.Item2));

    private sealed class BrokenSettings(FakeScene scene) : IPlayScene
    {
        public MachineFacts Machine => scene.Machine;

        public PlaySetup Look() => scene.Look();

        public ReparteeSettings Settings() => throw new SettingsException("the file is broken");
    }
}
