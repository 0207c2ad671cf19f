using System.Reflection;

namespace UnityEditor.PackageManager
{
    public sealed class PackageInfo
    {
        internal PackageInfo()
        {
        }

        public string resolvedPath => throw new System.NotSupportedException();

        public static PackageInfo FindForAssembly(Assembly assembly) => throw new System.NotSupportedException();
    }
}
