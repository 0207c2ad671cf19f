namespace UnityEditor
{
    [System.Flags]
    public enum BuildOptions
    {
        None = 0,
    }
}
