namespace UnityEngine
{
    public class Time
    {
        public static double realtimeSinceStartupAsDouble { get; internal set; }

        public static int frameCount { get; internal set; }
    }
}
