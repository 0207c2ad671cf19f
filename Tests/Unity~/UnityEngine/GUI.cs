namespace UnityEngine
{
    public class GUI
    {
        public static bool enabled { get; set; } = true;

        public static GUISkin skin { get; set; } = new GUISkin();
    }
}
