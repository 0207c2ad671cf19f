#nullable enable
using System.Collections.Generic;
using System.Linq;
using Repartee.Package.Metas;

namespace Repartee.Package.Rules
{
    /// <summary>Every file Unity imports has one .meta with a GUID of its own. A fault is a line of text.</summary>
    public static class MetaRules
    {
        private const string Remedy = "Run: dotnet run --project Tests/Package~ -- metas";

        /// <summary>Files and folders without a .meta.</summary>
        public static IEnumerable<string> Missing(PackageFiles files) =>
            MetaPaths.Missing(files).Select(path => $"{path}: expected a .meta beside it, but found none. {Remedy}");

        /// <summary>.meta files without a file, or of one that Unity never imports.</summary>
        public static IEnumerable<string> Orphans(PackageFiles files) =>
            MetaPaths.Orphans(files).Select(meta => $"{meta}: expected an imported file or folder beside it, but found none. {Remedy}");

        /// <summary>GUIDs that are no 32 hexadecimal digits, or are used twice.</summary>
        public static IEnumerable<string> Guids(PackageFiles files)
        {
            ILookup<string?, string> metas = MetaPaths.Present(files).ToLookup(meta => MetaText.GuidOf(files.Text(meta)));
            IEnumerable<string> bad = metas[null].Select(meta => $"{meta}: expected a guid of 32 hexadecimal digits, but found none.");
            return bad.Concat(metas.Where(group => group.Key != null && group.Count() > 1).Select(group =>
                $"{string.Join(" and ", group)}: expected a guid each, but found {group.Key} in both."));
        }

        /// <summary>Importers that don't fit the file, and folders that don't say so.</summary>
        public static IEnumerable<string> Importers(PackageFiles files) =>
            from meta in MetaPaths.Present(files)
            let asset = MetaPaths.AssetOf(meta)
            let isFolder = files.HasFolder(asset)
            where isFolder || files.HasFile(asset)
            let lines = files.Text(meta).Split('\n')
            let importer = (isFolder ? "DefaultImporter" : MetaText.ImporterOf(asset)) + ":"
            where !lines.Contains(importer) || lines.Contains("folderAsset: yes") != isFolder
            select $"{meta}: expected {(isFolder ? "folderAsset: yes and " : "no folderAsset, and ")}{importer}";
    }
}
