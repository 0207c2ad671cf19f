namespace UnityEngine
{
    public struct Rect
    {
        public Rect(float x, float y, float width, float height) => (this.width, this.height) = (width, height);

        public float width { get; internal set; }

        public float height { get; internal set; }
    }
}
