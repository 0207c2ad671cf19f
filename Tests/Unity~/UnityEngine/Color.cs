namespace UnityEngine
{
    public struct Color
    {
        public Color(float r, float g, float b)
        {
        }

        public static Color HSVToRGB(float H, float S, float V) => default;
    }
}
