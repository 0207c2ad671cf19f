using System.Collections.Generic;
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

        public static bool ClosePreviewScene(Scene scene)
        {
            OpenPreviews--;
            return true;
        }
    }
}
