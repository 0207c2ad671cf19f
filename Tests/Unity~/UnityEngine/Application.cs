namespace UnityEngine
{
    public class Application
    {
        public static string dataPath { get; internal set; } = "";

        public static string streamingAssetsPath { get; internal set; } = "";

        public static string persistentDataPath { get; internal set; } = "";

        public static string buildGUID { get; internal set; } = "";

        public static string version { get; internal set; } = "";

        public static void OpenURL(string url) => throw new System.NotSupportedException();
    }
}
