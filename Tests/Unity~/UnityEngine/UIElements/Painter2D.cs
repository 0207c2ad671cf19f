namespace UnityEngine.UIElements
{
    public class Painter2D
    {
        public Color strokeColor { get; set; }

        public float lineWidth { get; set; }

        public void BeginPath() => throw new System.NotSupportedException();

        public void MoveTo(Vector2 pos) => throw new System.NotSupportedException();

        public void LineTo(Vector2 pos) => throw new System.NotSupportedException();

        public void Stroke() => throw new System.NotSupportedException();
    }
}
