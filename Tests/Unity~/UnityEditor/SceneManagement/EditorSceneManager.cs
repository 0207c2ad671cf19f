using System.Collections.Generic;
using UnityEngine;
using UnityEngine.SceneManagement;

namespace UnityEditor.SceneManagement
{
    public sealed class EditorSceneManager : SceneManager
    {
        internal static Dictionary<string, Scene> Scenes { get; } = new Dictionary<string, Scene>();

        internal static int OpenPreviews { get; private set; }

        public static Scene OpenPreviewScene(string scenePath)
        {
            OpenPreviews++;
            return Scenes[scenePath];
        }

        /// <summary>What the user answers when asked to save.</summary>
        internal static bool IsWanted { get; set; } = true;

        /// <summary>Where scenes were saved.</summary>
        internal static List<string> Saved { get; } = new List<string>();

        public static bool SaveCurrentModifiedScenesIfUserWantsTo() => IsWanted;

        public static Scene NewScene(NewSceneSetup setup, NewSceneMode mode)
        {
            Object.InScenes.Clear();
            if (setup == NewSceneSetup.DefaultGameObjects)
                new GameObject("Main Camera").AddComponent<Camera>();
            return default;
        }

        public static bool SaveScene(Scene scene, string dstScenePath)
        {
            Saved.Add(dstScenePath);
            return true;
        }

        public static bool ClosePreviewScene(Scene scene)
        {
            OpenPreviews--;
            return true;
        }
    }
}
