using System;
using System.Collections.Generic;
using Repartee.Unity;
using UnityEngine;

namespace Repartee.Editor.Tests;

/// <summary>NPCs with all they need, in a project's folder.</summary>
internal sealed class NpcMaker : IDisposable
{
    private readonly TemporaryFolder folder = new();

    internal NpcMaker() => Application.streamingAssetsPath = folder["Assets/StreamingAssets"];

    internal string Project => folder.Path;

    internal TemporaryFolder Folder => folder;

    internal void WriteFrozen(string file) => folder.Write($"Assets/StreamingAssets/{file}", "");

    internal static NpcActor Actor(string name = "Tavern", string file = "Repartee/tavern.gguf") =>
        new() { name = name, FrozenFile = file, TrainingFolder = "Actors/tavern" };

    internal static NpcRewards Rewards()
    {
        var rewards = new NpcRewards { name = "Manners" };
        rewards.Rules.Add(new RewardRule(RewardKind.Length));
        return rewards;
    }

    internal static NpcDialogue Npc(string name, NpcMode mode, NpcActor? actor, NpcRewards? rewards = null)
    {
        var persona = new NpcPersona { name = "Keeper", Text = "You keep the tavern.", ScriptedLines = new List<string> { "Hm." } };
        return new NpcDialogue { name = name, Persona = persona, Mode = mode, Actor = actor, Rewards = rewards };
    }

    public void Dispose() => folder.Dispose();
}
