using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Editor.Hooks;
using Repartee.Editor.Play;
using Repartee.Editor.Settings;
using Repartee.Sessions;
using Repartee.Sessions.Client;
using Repartee.Unity;
using UnityEditor;
using UnityEngine;

namespace Repartee.TrainerHost.Tests;

/// <summary>An editor without domain reload that enters and leaves play mode, with the trainer's process on.</summary>
public sealed class PlayCycleTests : HostedTests
{
    private static readonly HealthOptions Unwatched = new() { Enabled = false }; // the tiny actor hardly ever ends a reply
    private const int Cycles = 50;
    private const int Settled = 5;                                              // cycles after which everything is loaded and pooled
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Test]
    public async Task FiftyTimesInAndOutOfPlayModeLeaveNoProcessNoHandleAndLoseNoCheckpoint()
    {
        var launched = new List<HostProcess>();
        var process = new TrainerProcessOptions { HostPath = HostPath };
        var scene = new Scene(this);
        var editor = new EditorPlay(Start, scene, Named("."));
        Directory.CreateDirectory(Named("."));
        editor.Subscribe();
        var updates = new List<long>();
        int handles = 0, threads = 0;
        try
        {
            for (int cycle = 1; cycle <= Cycles; cycle++)
            {
                EnterPlayMode();
                Until(() => editor.Session.State == PlayState.Running, editor.Session);
                updates.Add(NewestCheckpoint());
                scene.Send("OnEnable");
                Assert.That(scene.Npc.ActiveMode, Is.EqualTo(NpcMode.Train), scene.Npc.ActiveModeReason);
                foreach (string line in Lines.Take(2))
                    Talk(scene, line);
                ExitPlayMode();
                scene.Send("OnDisable");
                Assert.That(editor.Session.State, Is.EqualTo(PlayState.Idle), editor.Session.Message);
                Assert.That(() => Process.GetProcessById(launched[^1].Id), Throws.InstanceOf<Exception>(), $"cycle {cycle}: the process has ended");
                if (cycle == Settled)
                    (handles, threads) = Counted();
            }

            var (handlesAfter, threadsAfter) = Counted();
            TestContext.Out.WriteLine($"{Cycles} cycles; handles {handles} -> {handlesAfter}, threads {threads} -> {threadsAfter}");
            Assert.That(handlesAfter, Is.LessThanOrEqualTo(handles + 4), "not one more a cycle");
            Assert.That(threadsAfter, Is.LessThanOrEqualTo(threads + 4));
            Assert.That(launched, Has.Count.EqualTo(Cycles));
            Assert.That(updates, Is.Ordered, "a checkpoint that was written is there the next time");
        }
        finally
        {
            editor.Session.StopAndWait("the test is over");
            editor.Unsubscribe();
        }

        string run = Directory.GetDirectories(Path.Combine(Named("."), "Repartee", "Runs")).Single();
        await using var resumed = await StartHereAsync(scene.Look().Options(scene.Settings(), run, resume: true) with { Journal = true, Health = Unwatched });
        var end = await resumed.WaitForUpdateAsync(Cycles).WaitAsync(Patience);
        Assert.That(end.Episodes, Is.EqualTo(2 * Cycles), "every conversation of every cycle is learnt from");

        async Task<ITrainingSession> Start(TrainingOptions options, Action<TrainerProcessState, string> onState, CancellationToken stop)
        {
            var session = await TrainerProcess.StartAsync(
                options with { Threads = 1, Health = Unwatched }, process,
                () =>
                {
                    var host = HostProcess.Start(process);
                    launched.Add(host);
                    return host;
                },
                stop);
            session.StateChanged += onState;
            return session;
        }

        long NewestCheckpoint() =>
            Directory.Exists(Path.Combine(editor.Session.RunPath!, "checkpoints"))
                ? Directory.GetDirectories(Path.Combine(editor.Session.RunPath!, "checkpoints"))
                    .Select(path => long.Parse(Path.GetFileName(path)["step-".Length..])).DefaultIfEmpty(0).Max()
                : 0;
    }

    private static void Talk(Scene scene, string line)
    {
        scene.Npc.Say(line);
        Assert.That(SpinWait.SpinUntil(() =>
        {
            Time.frameCount++;
            scene.Send("Update");
            return !scene.Npc.IsReplying;
        }, Patience), Is.True);
        Assert.That(scene.Npc.LastReplyMode, Is.EqualTo(NpcMode.Train));
        Assert.That(scene.Npc.ReplyText, Is.Not.Empty);
        scene.Npc.EndEpisode();
    }

    private static void EnterPlayMode()
    {
        EditorApplication.ChangePlayMode(PlayModeStateChange.ExitingEditMode);
        EditorApplication.isPlaying = true;
        EditorApplication.ChangePlayMode(PlayModeStateChange.EnteredPlayMode);
    }

    private static void ExitPlayMode()
    {
        EditorApplication.ChangePlayMode(PlayModeStateChange.ExitingPlayMode);
        EditorApplication.isPlaying = false;
        EditorApplication.ChangePlayMode(PlayModeStateChange.EnteredEditMode);
    }

    private static void Until(Func<bool> isSo, PlaySession session) => Assert.That(
        SpinWait.SpinUntil(
            () =>
            {
                EditorApplication.update();
                return isSo() || session.State == PlayState.Failed;
            },
            Patience) && isSo(), Is.True, session.Message);

    /// <summary>Open files, pipes and sockets of this process, and its threads, without what waits for a collection.</summary>
    private static (int Handles, int Threads) Counted()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        using var self = Process.GetCurrentProcess();
        return (Directory.Exists("/proc/self/fd") ? Directory.GetFileSystemEntries("/proc/self/fd").Length : self.HandleCount, self.Threads.Count);
    }

    /// <summary>One NPC that learns, as the engine would hold it.</summary>
    private sealed class Scene : IPlayScene
    {
        private readonly PlayCycleTests test;
        private readonly NpcActor actor = new() { name = "Tavern", FrozenFile = "Repartee/none.gguf", MaxTokens = 12 };

        internal Scene(PlayCycleTests test)
        {
            this.test = test;
            UnityEngine.Application.streamingAssetsPath = test.Named("StreamingAssets");
            var persona = new NpcPersona { name = "Keeper", Text = "You keep the tavern.", ScriptedLines = new List<string> { "Hm." } };
            Npc = new NpcDialogue { name = "Barkeep", Persona = persona, Actor = actor, Mode = NpcMode.Train, DeadlineSeconds = 0 };
        }

        internal NpcDialogue Npc { get; }

        public MachineFacts Machine { get; } = new() { Memory = 16L << 30, Variable = _ => null };

        public PlaySetup Look() => new()
        {
            ActorName = "Tavern",
            ActorFolder = test.ActorPath,
            FrozenPath = test.Named("StreamingAssets/Repartee/none.gguf"),
            Rewards = test.Options().Rewards,
            MaxTokens = 12,
            NpcCount = 1,
            Actors = new[] { new SceneActor(actor) },
        };

        public ReparteeSettings Settings() => new()
        {
            StartWithPlayMode = true,
            BufferSize = 2,
            HostPath = HostPath,
            Device = DeviceChoice.Cpu,
        };

        /// <summary>Sends one of the engine's messages.</summary>
        internal void Send(string message) =>
            typeof(NpcDialogue).GetMethod(message, BindingFlags.Instance | BindingFlags.NonPublic, Type.EmptyTypes)!.Invoke(Npc, null);
    }
}
