namespace UnityEngine
{
    public class Application
    {
        public static string streamingAssetsPath { get; internal set; } = "";

        public static string persistentDataPath { get; internal set; } = "";

        public static string buildGUID { get; internal set; } = "";

        public static string version { get; internal set; } = "";
    }
}
