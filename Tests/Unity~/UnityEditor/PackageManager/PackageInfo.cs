using System.Reflection;

namespace UnityEditor.PackageManager
{
    public sealed class PackageInfo
    {
        internal PackageInfo()
        {
        }

        /// <summary>The folder of the one package that there is.</summary>
        internal static string Folder { get; set; } = "";

        public string resolvedPath => Folder;

        public static PackageInfo FindForAssembly(Assembly assembly) => new PackageInfo();
    }
}
