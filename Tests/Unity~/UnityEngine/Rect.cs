namespace UnityEngine
{
    public struct Rect
    {
        public float width { get; internal set; }

        public float height { get; internal set; }
    }
}
