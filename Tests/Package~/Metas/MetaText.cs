#nullable enable
using System;
using System.IO;
using System.Text.RegularExpressions;

namespace Repartee.Package.Metas
{
    /// <summary>What a .meta says: a GUID, and the importer that fits the file.</summary>
    public static class MetaText
    {
        private const string DialogueDatasetImporter = "Editor/DialogueDatasetImporter.cs";
        private const string Assets = "  userData: \n  assetBundleName: \n  assetBundleVariant: \n";

        /// <summary>The name of the importer Unity uses for a file or folder.</summary>
        public static string ImporterOf(string path)
        {
            if (path == "package.json")
                return "PackageManifestImporter";
            switch (Path.GetExtension(path))
            {
                case ".cs": return "MonoImporter";
                case ".asmdef": return "AssemblyDefinitionImporter";
                case ".asmref": return "AssemblyDefinitionReferenceImporter";
                case ".jsonl": return "ScriptedImporter";
                case ".asset": return "NativeFormatImporter";
                case ".md":
                case ".json":
                case ".txt":
                case ".csv":
                case ".xml":
                case ".yaml":
                case ".html": return "TextScriptImporter";
                default: return "DefaultImporter";
            }
        }

        /// <summary>A whole .meta.</summary>
        public static string Write(string path, bool isFolder, string guid)
        {
            string importer = isFolder ? "DefaultImporter" : ImporterOf(path);
            return $"fileFormatVersion: 2\nguid: {guid}\n{(isFolder ? "folderAsset: yes\n" : "")}{importer}:\n{Settings(importer)}";
        }

        /// <summary>The GUID, or null if there is none of 32 hexadecimal digits.</summary>
        public static string? GuidOf(string meta)
        {
            Match match = Regex.Match(meta, "^guid: ([0-9a-f]{32})$", RegexOptions.Multiline);
            return match.Success ? match.Groups[1].Value : null;
        }

        private static string Settings(string importer)
        {
            switch (importer)
            {
                case "MonoImporter":
                    return "  externalObjects: {}\n  serializedVersion: 2\n  defaultReferences: []\n  executionOrder: 0\n"
                        + "  icon: {instanceID: 0}\n" + Assets;
                case "NativeFormatImporter":
                    return "  externalObjects: {}\n  mainObjectFileID: 11400000\n" + Assets;
                case "ScriptedImporter":
                    string script = MetaWriter.NewGuid(DialogueDatasetImporter, Array.Empty<string>());
                    return "  internalIDToNameTable: []\n  externalObjects: {}\n  serializedVersion: 2\n" + Assets
                        + $"  script: {{fileID: 11500000, guid: {script}, type: 3}}\n";
                default:
                    return "  externalObjects: {}\n" + Assets;
            }
        }
    }
}
