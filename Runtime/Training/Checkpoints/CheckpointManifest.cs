#nullable enable
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Repartee.Internal;
using Repartee.Training.Weights;

namespace Repartee.Training.Checkpoints
{
    /// <summary><c>manifest.json</c>, a checkpoint's last file: the SHA-256 of every other. A checkpoint is complete when all agree.</summary>
    internal static class CheckpointManifest
    {
        private const string FileName = "manifest.json";

        /// <summary>Of all files that lie in the folder.</summary>
        internal static void Write(string folder)
        {
            var hashes = Directory.EnumerateFiles(folder).OrderBy(file => file, System.StringComparer.Ordinal)
                .ToDictionary(file => Path.GetFileName(file), ContentHash.OfFile);
            AtomicFile.WriteText(Path.Combine(folder, FileName), JsonSerializer.Serialize(hashes) + "\n");
        }

        /// <returns>Why the checkpoint is not complete; null when it is.</returns>
        internal static string? FaultOf(string folder, string neededFile)
        {
            string file = Path.Combine(folder, FileName);
            try
            {
                if (!File.Exists(file))
                    return $"{file}: expected the hashes of a checkpoint's files, but found no file.";
                var hashes = JsonSerializer.Deserialize<Dictionary<string, string>>(JsonFile.Bytes(file, "Delete the checkpoint's folder."));
                if (hashes is null || !hashes.ContainsKey(neededFile))
                    return $"{file}: expected the hashes of a checkpoint's files, but found none of {neededFile}.";
                return hashes.Select(entry => FaultOf(Path.Combine(folder, Path.GetFileName(entry.Key)), entry.Key, entry.Value))
                    .FirstOrDefault(fault => fault != null);
            }
            catch (JsonException error)
            {
                return $"{file}: expected the hashes of a checkpoint's files, but found damaged JSON ({JsonFault.WithLine(error)}).";
            }
            catch (InvalidDataException error)                                  // too large
            {
                return error.Message;
            }
            catch (IOException error)
            {
                return $"{folder}: expected files that can be read, but {DiskFault.Sentence(error)}";
            }
        }

        private static string? FaultOf(string member, string name, string hash)
        {
            if (name != Path.GetFileName(name) || !File.Exists(member))
                return $"{member}: expected the content the manifest names, but found no file.";
            return ContentHash.OfFile(member) == hash
                ? null
                : $"{member}: expected the content the manifest names, but found other content.";
        }
    }
}
