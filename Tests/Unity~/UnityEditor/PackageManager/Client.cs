namespace UnityEditor.PackageManager
{
    public static class Client
    {
        public static void Resolve() => throw new System.NotSupportedException();
    }
}
