using System.Collections.Generic;
using NUnit.Framework;
using Repartee.Editor.Building;
using Repartee.Unity;
using UnityEditor;
using UnityEditor.Build;
using UnityEditor.Build.Reporting;
using UnityEditor.SceneManagement;
using UnityEngine;
using UnityEngine.SceneManagement;

namespace Repartee.Editor.Tests;

[NonParallelizable]
public sealed class BuildTests
{
    private NpcMaker npcs = null!;

    [SetUp]
    public void Open()
    {
        npcs = new NpcMaker();
        EditorBuildSettings.scenes = [];
        EditorSceneManager.Scenes.Clear();
        AssetDatabase.Assets.Clear();
    }

    [TearDown]
    public void Close() => npcs.Dispose();

    [Test]
    public void AnNpcThatTrainsNeedsAFrozenActorInAPlayer()
    {
        FoundNpc[] found = [new("Assets/Tavern.unity", NpcMaker.Npc("Barkeep", NpcMode.Train, NpcMaker.Actor(), NpcMaker.Rewards()))];
        string fault = BuildVerdict.Message(BuildVerdict.Faults(found))!;
        Assert.That(fault, Does.Contain("\"Barkeep\" is in the mode Train, but players cannot train"));
        Assert.That(fault, Does.Contain("\"Repartee/tavern.gguf\"").And.Contain("Freeze").And.Contain("(Assets/Tavern.unity)"));
        npcs.WriteFrozen("Repartee/tavern.gguf");
        Assert.That(BuildVerdict.Message(BuildVerdict.Faults(found)), Is.Null);
    }

    [Test]
    public void AScriptedNpcNeedsNone() => Assert.That(
        BuildVerdict.Faults([new("a", NpcMaker.Npc("Barkeep", NpcMode.Scripted, null))]), Is.Empty);

    [Test]
    public void AnActorOutsideOfStreamingAssetsIsRefused()
    {
        FoundNpc[] found = [new("a", NpcMaker.Npc("Barkeep", NpcMode.Frozen, NpcMaker.Actor(file: "/somewhere/tavern.gguf")))];
        Assert.That(BuildVerdict.Message(BuildVerdict.Faults(found)), Does.Contain("below StreamingAssets"));
    }

    [Test]
    public void EachFaultIsSaidOnceWithAllItsPlaces()
    {
        NpcActor actor = NpcMaker.Actor();
        NpcRewards rewards = NpcMaker.Rewards();
        IReadOnlyList<string> faults = BuildVerdict.Faults(
        [
            new("b.unity", NpcMaker.Npc("Barkeep", NpcMode.Train, actor, rewards)),
            new("a.unity", NpcMaker.Npc("Barkeep", NpcMode.Train, actor, rewards)),
        ]);
        Assert.That(faults, Has.Count.EqualTo(1));
        Assert.That(faults[0], Does.EndWith("(a.unity, b.unity)"));
    }

    [Test]
    public void TheBuildFailsByTheScenesOfItsSettingsAndClosesTheirPreviews()
    {
        AddScene("Assets/Tavern.unity", enabled: true, NpcMode.Train);
        int before = EditorSceneManager.OpenPreviews;
        Assert.That(Preprocess, Throws.TypeOf<BuildFailedException>().With.Message.Contains("Assets/Tavern.unity"));
        Assert.That(EditorSceneManager.OpenPreviews, Is.EqualTo(before));
        npcs.WriteFrozen("Repartee/tavern.gguf");
        Assert.That(Preprocess, Throws.Nothing);
    }

    [Test]
    public void ASceneThatIsNotBuiltDoesNotCount()
    {
        AddScene("Assets/Old.unity", enabled: false, NpcMode.Train);
        Assert.That(Preprocess, Throws.Nothing);
    }

    [Test]
    public void PrefabsThatScenesUseCount()
    {
        AssetDatabase.Assets["Assets/Barkeep.prefab"] = Root(NpcMode.Train);
        Assert.That(Preprocess, Throws.TypeOf<BuildFailedException>().With.Message.Contains("Assets/Barkeep.prefab"));
    }

    [Test]
    public void ASceneOfAScriptsOwnIsJudgedWhenItIsBuiltAndNotInPlayMode()
    {
        var scene = new Scene { path = "Assets/Late.unity", Roots = [Root(NpcMode.Train)] };
        IProcessSceneWithReport step = new PlayerBuildStep();
        Assert.That(() => step.OnProcessScene(scene, new BuildReport()), Throws.TypeOf<BuildFailedException>());
        Assert.That(() => step.OnProcessScene(scene, null), Throws.Nothing);
    }

    [Test]
    public void NoTrainingAssemblyStaysInAPlayer()
    {
        IFilterBuildAssemblies step = new PlayerBuildStep();
        string[] kept =
        [
            "Library/PlayerScriptAssemblies/Assembly-CSharp.dll",
            "Library/PlayerScriptAssemblies/Repartee.dll",
            "Library/PlayerScriptAssemblies/Repartee.Frozen.dll",
            "Library/PlayerScriptAssemblies/Repartee.Unity.dll",
            "Packages/com.repartee.dependencies/System.Text.Json.dll",
            "Assets/Plugins/MessagePack.dll",
        ];
        string[] given =
        [
            .. kept,
            "Library/PlayerScriptAssemblies/Repartee.Sessions.dll",
            "Library/PlayerScriptAssemblies/Repartee.Training.dll",
            "Assets/Plugins/torchsharp.dll",
            "C:\\Game\\Packages\\com.repartee.training-dependencies\\Google.Protobuf.dll",
            "Packages/com.repartee.dependencies/MessagePack.dll",
            "Packages/com.repartee.dependencies/Microsoft.Bcl.TimeProvider.dll",
        ];
        Assert.That(step.OnFilterAssemblies(BuildOptions.None, given), Is.EqualTo(kept));
    }

    private static void Preprocess() => ((IPreprocessBuildWithReport)new PlayerBuildStep()).OnPreprocessBuild(new BuildReport());

    private static GameObject Root(NpcMode mode) =>
        new("Root") { Components = [NpcMaker.Npc("Barkeep", mode, NpcMaker.Actor(), NpcMaker.Rewards())] };

    private static void AddScene(string path, bool enabled, NpcMode mode)
    {
        EditorBuildSettings.scenes = [new EditorBuildSettingsScene { path = path, enabled = enabled }];
        EditorSceneManager.Scenes[path] = new Scene { path = path, Roots = [Root(mode)] };
    }
}
