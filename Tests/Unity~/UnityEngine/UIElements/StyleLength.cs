namespace UnityEngine.UIElements
{
    public struct StyleLength
    {
        public static implicit operator StyleLength(float v) => default;
    }
}
