namespace UnityEngine
{
    public sealed class SystemInfo
    {
        public static int systemMemorySize { get; internal set; } = 16384;

        public static int graphicsMemorySize { get; internal set; }

        public static string graphicsDeviceName { get; internal set; } = "";
    }
}
