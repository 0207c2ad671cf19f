namespace UnityEngine
{
    public sealed class GUISkin : ScriptableObject
    {
        public GUIStyle box { get; set; } = new GUIStyle(null);
    }
}
