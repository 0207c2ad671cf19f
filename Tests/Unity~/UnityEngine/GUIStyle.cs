namespace UnityEngine
{
    public sealed class GUIStyle
    {
        public GUIStyle(GUIStyle other)
        {
        }

        public bool wordWrap { get; set; }
    }
}
