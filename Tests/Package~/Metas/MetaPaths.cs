#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;

namespace Repartee.Package.Metas
{
    /// <summary>Which files and folders have a .meta: all that Unity imports, and each sample as a project gets it.</summary>
    public static class MetaPaths
    {
        private const string Samples = "Samples~/";

        /// <summary>The files and folders without one.</summary>
        public static IEnumerable<string> Missing(PackageFiles files) => Assets(files).Where(path => !files.HasFile(path + ".meta"));

        /// <summary>The .meta files without a file or folder that should have one.</summary>
        public static IEnumerable<string> Orphans(PackageFiles files)
        {
            HashSet<string> assets = Assets(files).ToHashSet();
            return Present(files).Where(meta => !assets.Contains(AssetOf(meta)));
        }

        /// <summary>All .meta files.</summary>
        public static IEnumerable<string> Present(PackageFiles files) => files.Paths.Where(IsMeta);

        /// <summary>The file or folder a .meta belongs to.</summary>
        public static string AssetOf(string meta) => meta.Substring(0, meta.Length - ".meta".Length);

        private static IEnumerable<string> Assets(PackageFiles files)
        {
            string[] assets = files.Paths.Where(path => !IsMeta(path)).ToArray();
            return assets.Concat(assets.SelectMany(Above)).Distinct().Where(IsImported).OrderBy(path => path, StringComparer.Ordinal);
        }

        private static IEnumerable<string> Above(string path)
        {
            for (string folder = PackageFiles.FolderOf(path); folder.Length > 0; folder = PackageFiles.FolderOf(folder))
                yield return folder;
        }

        private static bool IsImported(string path)
        {
            if (!path.StartsWith(Samples, StringComparison.Ordinal))
                return !PackageFiles.IsHidden(path);
            return !PackageFiles.IsHidden(path.Substring(Samples.Length));
        }

        private static bool IsMeta(string path) => path.EndsWith(".meta", StringComparison.Ordinal);
    }
}
