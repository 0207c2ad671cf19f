namespace UnityEngine.UIElements
{
    public struct StyleFloat
    {
        public static implicit operator StyleFloat(float v) => default;
    }
}
