namespace UnityEngine.UIElements
{
    public struct StyleColor
    {
        public static implicit operator StyleColor(Color v) => default;
    }
}
