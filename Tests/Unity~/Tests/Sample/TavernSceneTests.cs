using System;
using System.IO;
using System.Linq;
using System.Reflection;
using NUnit.Framework;
using Repartee.Frozen.Tests;
using Repartee.Samples.TavernUnity.Editor;
using UnityEditor;
using UnityEditor.PackageManager;
using UnityEditor.SceneManagement;
using UnityEngine;
using Object = UnityEngine.Object;

namespace Repartee.Unity.Tests.Sample;

[NonParallelizable]
public sealed class TavernSceneTests
{
    private TavernRoom _room = null!;

    [SetUp]
    public void Build() => _room = new TavernRoom();

    [TearDown]
    public void Leave() => _room.Dispose();

    [Test]
    public void ThreeNpcsShareOneActorAndItsRewardsAndHaveAPersonaEach()
    {
        Assert.That(_room.Talk.Npcs.Select(npc => npc.name), Is.EqualTo(new[] { "Greta", "Conrad", "Bjorn" }));
        Assert.That(_room.Talk.Npcs.Select(npc => npc.Persona!.name), Is.EqualTo(new[] { "Greta", "Conrad", "Bjorn" }));
        Assert.That(_room.Talk.Npcs.Select(npc => npc.Actor!.name).Distinct(), Is.EqualTo(new[] { "TavernActor" }));
        Assert.That(_room.Talk.Npcs.Select(npc => npc.Rewards!.name).Distinct(), Is.EqualTo(new[] { "TavernRewards" }));
        Assert.That(_room.Talk.Npcs.Select(npc => npc.Mode), Is.All.EqualTo(NpcMode.Train));
        Assert.That(_room.Talk.Npcs.Select(npc => npc.transform.position.x), Is.EqualTo(new[] { -2.5f, 0, 2.5f }));
    }

    [Test]
    public void NothingIsLeftToDoButToTrainAndFreeze() => Assert.That(
        NpcChecks.Of(_room.Talk.Npcs).Select(check => check.Message), Is.All.Contain("there is no frozen file \"Repartee/tavern.gguf\""));

    [Test]
    public void TheSceneHasACameraThatLooksAtThemAndIsSavedBesideTheActor()
    {
        Assert.That(Camera.main.transform.Target, Is.EqualTo(new Vector3(0, 1, 0)));
        Assert.That(_room.ScenePath, Is.EqualTo(TavernRoom.Folder + "/Tavern.unity"));
        Assert.That(EditorSceneManager.Saved, Is.EqualTo(new[] { _room.ScenePath }));
        Assert.That(_room.Screen.Talk, Is.SameAs(_room.Talk));
    }

    [Test]
    public void ASampleWithoutAnAssetIsToldByItsGuid()
    {
        AssetDatabase.Assets.Remove(TavernRoom.Folder + "/TavernRewards.asset");
        Assert.That(TavernScene.Make, Throws.InstanceOf<FileNotFoundException>().With.Message.EqualTo(
            $"Expected the sample's NpcRewards with the GUID {TavernScene.Rewards}, but found none. " +
            "Import the sample \"Tavern (Unity)\" again."));
    }

    [Test]
    public void TheMenuCopiesTheBundledActorBesideAssetsOnceAndKeepsWhatIsThere()
    {
        using var project = new TemporaryFolder();
        Application.dataPath = project["Assets"];
        Debug.Logs.Clear();
        Choose();
        string folder = Path.Combine(Path.GetDirectoryName(project["Assets"])!, TavernActorFolder.Target);
        Assert.That(
            Directory.GetFiles(folder).Select(Path.GetFileName),
            Is.EquivalentTo(new[] { "README.md", "config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json" }));
        Assert.That(
            File.ReadAllBytes(Path.Combine(folder, "model.safetensors")),
            Is.EqualTo(File.ReadAllBytes(Path.Combine(AssetFile.Root, "Samples~/Tavern/Actor/model.safetensors"))));
        Assert.That(
            Debug.Logs.Single(), Does.StartWith($"Repartee: {TavernRoom.Folder}/Tavern.unity is built").And.Contain("\"Play and start\""));
        File.WriteAllText(Path.Combine(folder, "config.json"), "mine");
        Choose();
        Assert.That(File.ReadAllText(Path.Combine(folder, "config.json")), Is.EqualTo("mine"));
    }

    [Test]
    public void WhoDoesNotWantToLeaveTheSceneKeepsIt()
    {
        EditorSceneManager.IsWanted = false;
        EditorSceneManager.Saved.Clear();
        Choose();
        Assert.That(EditorSceneManager.Saved, Is.Empty);
        Assert.That(Object.InScenes, Does.Contain(_room.Talk));
    }

    [Test]
    public void APackageWithoutItsActorIsTold()
    {
        using var project = new TemporaryFolder();
        PackageInfo.Folder = project["package"];
        Assert.That(() => TavernActorFolder.Copy(project["project"]), Throws.InstanceOf<DirectoryNotFoundException>().With.Message.EqualTo(
            $"Expected the bundled actor in {Path.Combine(project["package"], "Samples~", "Tavern", "Actor")}, but found no such folder. " +
            "Install the package com.repartee.npc again."));
    }

    private static void Choose()
    {
        MethodInfo menu = typeof(TavernScene).GetMethods(BindingFlags.Static | BindingFlags.NonPublic)
            .Single(method => method.GetCustomAttribute<MenuItem>() != null);
        menu.CreateDelegate<Action>()();
    }
}
