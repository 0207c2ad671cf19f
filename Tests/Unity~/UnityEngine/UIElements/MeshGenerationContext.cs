namespace UnityEngine.UIElements
{
    public class MeshGenerationContext
    {
        public Painter2D painter2D => throw new System.NotSupportedException();
    }
}
