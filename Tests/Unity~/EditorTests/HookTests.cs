using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Editor.Hooks;
using Repartee.Editor.Play;
using UnityEditor;
using UnityEngine;

namespace Repartee.Editor.Tests;

[NonParallelizable]
public sealed class HookTests
{
    private FakeScene scene = null!;
    private Bench bench = null!;
    private EditorPlay editor = null!;

    [SetUp]
    public void Open()
    {
        SessionState.Clear();
        Debug.Warnings.Clear();
        Debug.Logs.Clear();
        EditorApplication.isPlaying = false;
        scene = new FakeScene();
        bench = new Bench();
        editor = new EditorPlay(bench.StartAsync, scene, scene.Project, bench.Clock);
        editor.Subscribe();
    }

    [TearDown]
    public void Close()
    {
        editor.Session.StopAndWait("the test is over");
        editor.Unsubscribe();
        scene.Dispose();
    }

    [Test]
    public void PlayModeAloneStartsNothing()
    {
        EnterPlayMode();
        Assert.That(bench.Started, Is.Empty);
        Assert.That(Debug.Warnings, Is.Empty);
    }

    [Test]
    public void TheSettingStartsTrainingWithPlayModeAndTheNextOneGoesOn()
    {
        scene.Kept = scene.Kept with { StartWithPlayMode = true };
        EnterPlayMode();
        Assert.That(editor.Session.State, Is.EqualTo(PlayState.Running));
        Assert.That(bench.Started.Single().Resume, Is.False);
        scene.Folder.Write("Repartee/Runs/tavern/config.json", "{}");           // what the trainer would have written
        ExitPlayMode();
        Assert.That(editor.Session.State, Is.EqualTo(PlayState.Idle));
        bench.Session = new FakeSession();
        EnterPlayMode();
        Assert.That(bench.Started[1].Resume, Is.True);
        Assert.That(bench.Started[1].RunFolder, Is.EqualTo(bench.Started[0].RunFolder));
        Assert.That(Debug.Logs.Single(), Does.Contain("goes on with the run \"tavern\""), "and never silently");
    }

    [Test]
    public void WhatStandsInTheWayIsSaidInTheConsole()
    {
        scene.Kept = scene.Kept with { StartWithPlayMode = true };
        scene.Setup = PlaySetup.None;
        EnterPlayMode();
        Assert.That(bench.Started, Is.Empty);
        Assert.That(Debug.Warnings.Single(), Does.Contain("No NPC in the open scenes"));
    }

    [Test]
    public void TheWindowsStartEntersPlayModeFirstAndOutlivesAReloadOfScripts()
    {
        editor.View.RunName = "evening";
        editor.StartOrEnter();
        Assert.That((EditorApplication.isPlaying, bench.Started.Count), Is.EqualTo((true, 0)));
        AssemblyReloadEvents.Reload();
        editor.Unsubscribe();
        editor = new EditorPlay(bench.StartAsync, scene, scene.Project, bench.Clock);
        editor.Subscribe();
        EnterPlayMode();
        Assert.That(bench.Started.Single().RunFolder, Is.EqualTo(scene.Folder["Repartee/Runs/evening"]));
        ExitPlayMode();
        EnterPlayMode();
        Assert.That(bench.Started, Has.Count.EqualTo(1), "asked for once");
    }

    [Test]
    public void TheEndOfPlayModeStopsAndJoins() => AssertStops(ExitPlayMode, "play mode ended");

    [Test]
    public void AReloadOfScriptsStopsAndJoins() => AssertStops(AssemblyReloadEvents.Reload, "scripts are being reloaded");

    [Test]
    public void QuittingStopsAndJoins() => AssertStops(EditorApplication.Quit, "the editor is closing");

    [Test]
    public void ATrainerThatDoesNotEndHoldsTheEditorUpNoLongerThanItsLimit()
    {
        Start();
        bench.Session.OnStop = () =>
        {
            bench.Clock.Advance(editor.Session.StopLimit);
            return new TaskCompletionSource().Task;
        };
        ExitPlayMode();
        Assert.That(editor.Session.State, Is.EqualTo(PlayState.Idle));
        Assert.That(Debug.Warnings.Single(), Does.Contain("within 35 seconds"));
        Assert.That(EditorUtility.HasProgressBar, Is.False);
    }

    [Test]
    public void FiftyTimesInAndOutOfPlayModeWithoutDomainReloadLeaveNothingBehind()
    {
        scene.Kept = scene.Kept with { StartWithPlayMode = true };
        var sessions = Enumerable.Range(0, 50).Select(_ => new FakeSession()).ToArray();
        for (int cycle = 0; cycle < sessions.Length; cycle++)
        {
            bench.Session = sessions[cycle];
            EnterPlayMode();
            Assert.That(scene.Actor.Trainer, Is.SameAs(sessions[cycle]), $"cycle {cycle}");
            if (cycle == 0)
                scene.Folder.Write("Repartee/Runs/tavern/config.json", "{}");
            ExitPlayMode();
            Assert.That(scene.Actor.Trainer, Is.Null, $"cycle {cycle}");
        }

        Assert.That(sessions.Select(session => session.Stops), Is.All.EqualTo(1));
        Assert.That(bench.Started, Has.Count.EqualTo(50), "each event is heard once");
    }

    [Test]
    public void AFrozenFileIsImported()
    {
        Start();
        int before = AssetDatabase.Refreshes;
        editor.View.Freeze();
        bench.Until(() =>
        {
            EditorApplication.update();
            return AssetDatabase.Refreshes > before;
        });
        Assert.That(bench.Session.Frozen.Single().Path, Is.EqualTo(scene.Setup.FrozenPath));
        Assert.That(Directory.Exists(Path.GetDirectoryName(scene.Setup.FrozenPath)), Is.True);
    }

    private void Start()
    {
        EnterPlayMode();
        editor.View.Start();
        EditorApplication.update();
        Assert.That(editor.Session.State, Is.EqualTo(PlayState.Running));
    }

    private void AssertStops(Action end, string reason)
    {
        Start();
        end();
        Assert.That((editor.Session.State, bench.Session.Stops), Is.EqualTo((PlayState.Idle, 1)));
        Assert.That(scene.Actor.Told, Is.EqualTo(new[] { "attached", reason }));
    }

    private static void EnterPlayMode()
    {
        EditorApplication.ChangePlayMode(PlayModeStateChange.ExitingEditMode);
        EditorApplication.isPlaying = true;
        EditorApplication.ChangePlayMode(PlayModeStateChange.EnteredPlayMode);
        EditorApplication.update();
    }

    private static void ExitPlayMode()
    {
        EditorApplication.ChangePlayMode(PlayModeStateChange.ExitingPlayMode);
        EditorApplication.isPlaying = false;
        EditorApplication.ChangePlayMode(PlayModeStateChange.EnteredEditMode);
    }
}
