#nullable enable
using System;
using System.IO;
using System.Linq;
using UnityEngine;

namespace Repartee.Unity.Loading
{
    /// <summary>Where a file of StreamingAssets lies.</summary>
    internal static class StreamingFile
    {
        /// <summary>Full path, or a URL where the platform packs them (Android, the web).</summary>
        internal static string Locate(string relative) => $"{Application.streamingAssetsPath}/{relative}";

        internal static bool IsPacked(string location) => location.Contains("://");

        /// <summary>Where a packed file is unpacked to: a folder of this build, so that no other build's file is taken for it.</summary>
        internal static string UnpackedPath(string relative) => Path.Combine(UnpackedFolder, ThisBuild, relative);

        /// <summary>Deletes what other builds left.</summary>
        internal static void DeleteOtherBuilds()
        {
            if (!Directory.Exists(UnpackedFolder)) return;
            foreach (string folder in Directory.GetDirectories(UnpackedFolder).Where(folder => Path.GetFileName(folder) != ThisBuild))
            {
                try
                {
                    Directory.Delete(folder, recursive: true);
                }
                catch (Exception problem) when (problem is IOException || problem is UnauthorizedAccessException)
                {
                    // It costs room and harms nothing; the next start tries again.
                }
            }
        }

        /// <summary>What is wrong with a path below StreamingAssets; null when nothing is.</summary>
        internal static string? Fault(string relative)
        {
            if (string.IsNullOrWhiteSpace(relative))
                return "expected a file below StreamingAssets, but found none. Freeze a checkpoint, or write its path.";
            bool inside = !Path.IsPathRooted(relative) && !relative.Contains(':') && !relative.Split('/', '\\').Contains("..");
            return inside
                ? null
                : $"expected a path below StreamingAssets such as Repartee/tavern.gguf, but found \"{relative}\". " +
                  "Move the file there: players have no other folder.";
        }

        private static string UnpackedFolder => Path.Combine(Application.persistentDataPath, "Repartee");

        private static string ThisBuild
        {
            get
            {
                char[] invalid = Path.GetInvalidFileNameChars();
                return string.Concat($"{Application.version}-{Application.buildGUID}".Select(c => invalid.Contains(c) ? '_' : c));
            }
        }
    }
}
