#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Repartee.Unity;
using UnityEditor;
using UnityEditor.SceneManagement;
using UnityEngine;
using UnityEngine.SceneManagement;

namespace Repartee.Editor.Building
{
    /// <summary>Finds the NPCs of the build's scenes, of the prefabs that these use, and of those in Resources folders.</summary>
    internal static class BuildScenes
    {
        /// <summary>Judges them while they live: a scene's NPCs while a preview of it is open.</summary>
        /// <returns>What must not be shipped.</returns>
        internal static IReadOnlyList<string> Faults()
        {
            string[] scenes = EditorBuildSettings.scenes.Where(scene => scene.enabled).Select(scene => scene.path).ToArray();
            IEnumerable<string> used = AssetDatabase.GetDependencies(scenes, true);
            IEnumerable<string> loaded = AssetDatabase.FindAssets("t:Prefab").Select(guid => AssetDatabase.GUIDToAssetPath(guid))
                .Where(path => path.Contains("/Resources/"));
            FoundNpc[] prefabs = used.Concat(loaded).Distinct().SelectMany(InPrefab).ToArray();
            return scenes.SelectMany(FaultsOf).Concat(BuildVerdict.Faults(prefabs)).ToArray();
        }

        /// <summary>Of a scene that is open, such as one that is being built.</summary>
        internal static IReadOnlyList<string> Faults(Scene scene, string path) => BuildVerdict.Faults(
            scene.GetRootGameObjects().SelectMany(root => root.GetComponentsInChildren<NpcDialogue>(true))
                .Select(npc => new FoundNpc(path, npc)));

        private static IReadOnlyList<string> FaultsOf(string path)
        {
            Scene preview = EditorSceneManager.OpenPreviewScene(path);
            try
            {
                return Faults(preview, path);
            }
            finally
            {
                EditorSceneManager.ClosePreviewScene(preview);
            }
        }

        private static IEnumerable<FoundNpc> InPrefab(string path)
        {
            if (!path.EndsWith(".prefab", StringComparison.OrdinalIgnoreCase)) return Array.Empty<FoundNpc>();
            GameObject prefab = AssetDatabase.LoadAssetAtPath<GameObject>(path);
            return prefab == null
                ? Array.Empty<FoundNpc>()
                : prefab.GetComponentsInChildren<NpcDialogue>(true).Select(npc => new FoundNpc(path, npc));
        }
    }
}
