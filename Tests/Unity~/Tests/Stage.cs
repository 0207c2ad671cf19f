using System;
using System.Collections.Generic;
using System.IO;
using System.Reflection;
using System.Threading;
using NUnit.Framework;
using Repartee.Frozen.Tests;
using UnityEngine;
using UnityEngine.Networking;
using Object = UnityEngine.Object;

namespace Repartee.Unity.Tests;

/// <summary>What the engine does: makes objects, sends them its messages, counts frames. One at a time.</summary>
internal sealed class Stage : IDisposable
{
    internal const string Relative = "Repartee/tiny.gguf";
    private readonly TemporaryFolder _folder = new();
    private readonly List<(MonoBehaviour Component, Action Update)> _enabled = [];
    private readonly List<Object> _made = [];

    internal Stage()
    {
        Application.streamingAssetsPath = _folder["StreamingAssets"];
        Application.persistentDataPath = _folder["Persistent"];
        Application.version = "1.2";
        Application.buildGUID = "a1b2";
        Time.realtimeSinceStartupAsDouble = 100;
        Debug.Warnings.Clear();
        UnityWebRequest.Sent.Clear();
        FrozenPath = Path.Combine(Application.streamingAssetsPath, Relative);
        Directory.CreateDirectory(Path.GetDirectoryName(FrozenPath)!);
    }

    internal string FrozenPath { get; }

    internal void WriteFrozen(bool stops = true) => TinyActor.Write(FrozenPath, stops: stops);

    internal T Make<T>(string name = "")
        where T : Object, new()
    {
        var made = new T { name = name.Length > 0 ? name : typeof(T).Name };
        _made.Add(made);
        return made;
    }

    /// <summary>An actor whose frozen file is computed in Update, so that a test needs to wait for no thread.</summary>
    internal NpcActor Actor(string name = "Tavern")
    {
        var actor = Make<NpcActor>(name);
        actor.FrozenFile = Relative;
        actor.Stepped = true;
        actor.StepMilliseconds = 1000;
        actor.MaxTokens = 12;
        actor.Seed = 7;
        return actor;
    }

    internal NpcDialogue Npc(NpcActor? actor, NpcMode mode, params string[] scripted)
    {
        var npc = Make<NpcDialogue>("Barkeep");
        npc.Persona = Make<NpcPersona>("Keeper");
        npc.Persona.Text = "You keep the tavern.";
        npc.Persona.ScriptedLines = scripted;
        npc.Actor = actor;
        npc.Mode = mode;
        npc.DeadlineSeconds = 0;
        return npc;
    }

    internal void Enable(MonoBehaviour component)
    {
        _enabled.Add((component, Message<Action>(component, "Update")!));
        Send(component, "OnEnable");
    }

    internal void Disable(MonoBehaviour component)
    {
        _enabled.RemoveAll(one => ReferenceEquals(one.Component, component));
        Send(component, "OnDisable");
    }

    internal void Frame()
    {
        Time.frameCount++;
        for (int i = 0; i < _enabled.Count; i++)
            _enabled[i].Update();
    }

    /// <summary>Frames until it is so.</summary>
    internal void Until(Func<bool> isSo)
    {
        for (int frame = 0; !isSo(); frame++)
        {
            Assert.That(frame, Is.LessThan(10_000), "frames without an end");
            Frame();
        }
    }

    /// <summary>Frames until threads have made it so.</summary>
    internal void UntilThreadsHave(Func<bool> madeItSo) => Assert.That(
        SpinWait.SpinUntil(
            () =>
            {
                Frame();
                return madeItSo();
            },
            TimeSpan.FromMinutes(1)),
        Is.True);

    internal static void Send(Object to, string message) => Message<Action>(to, message)?.Invoke();

    public void Dispose()
    {
        foreach ((MonoBehaviour component, _) in _enabled.ToArray())
            Disable(component);
        foreach (Object made in _made)
            if (made is ScriptableObject)
                Send(made, "OnDisable");
        _folder.Dispose();
    }

    private static T? Message<T>(Object to, string name)
        where T : Delegate =>
        (T?)to.GetType().GetMethod(name, BindingFlags.Instance | BindingFlags.NonPublic, Type.EmptyTypes)?.CreateDelegate(typeof(T), to);
}
