namespace UnityEngine.UIElements
{
    public struct Length
    {
        public static implicit operator Length(float value) => default;
    }
}
