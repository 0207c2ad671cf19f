using System;
using System.IO;
using System.Linq;
using Repartee.Samples.TavernUnity;
using Repartee.Samples.TavernUnity.Editor;
using UnityEditor;
using UnityEditor.PackageManager;
using UnityEditor.SceneManagement;
using UnityEngine;
using Object = UnityEngine.Object;

namespace Repartee.Unity.Tests.Sample;

/// <summary>A project that imported the sample, and the scene that its menu builds there.</summary>
internal sealed class TavernRoom : IDisposable
{
    internal const string Folder = "Assets/Samples/Repartee/1.0.0/Tavern (Unity)";

    internal TavernRoom()
    {
        Forget();
        PackageInfo.Folder = AssetFile.Root;
        foreach (string file in Directory.GetFiles(AssetFile.Sample, "*", SearchOption.AllDirectories))
            if (Path.GetExtension(file) is ".asset" or ".jsonl")
                Import(file);
        ScenePath = TavernScene.Make();
        Talk = Object.InScenes.OfType<TavernTalk>().Single();
        Screen = Object.InScenes.OfType<TavernScreen>().Single();
    }

    internal string ScenePath { get; }

    internal TavernTalk Talk { get; }

    internal TavernScreen Screen { get; }

    internal NpcDialogue Npc(int place) => Talk.Npcs[place];

    public void Dispose() => Forget();

    private static void Import(string file)
    {
        string path = $"{Folder}/{Path.GetRelativePath(AssetFile.Sample, file).Replace('\\', '/')}";
        AssetDatabase.Paths[AssetFile.GuidOf(file)] = path;
        AssetDatabase.Assets[path] = Path.GetExtension(file) == ".asset"
            ? AssetFile.Load(file)
            : new TextAsset(File.ReadAllText(file)) { name = "questions" };
    }

    private static void Forget()
    {
        AssetDatabase.Assets.Clear();
        AssetDatabase.Paths.Clear();
        Object.InScenes.Clear();
        EditorSceneManager.Saved.Clear();
        EditorSceneManager.IsWanted = true;
    }
}
