namespace UnityEngine
{
    public sealed class Screen
    {
        public static int width { get; internal set; } = 1280;

        public static int height { get; internal set; } = 720;
    }
}
