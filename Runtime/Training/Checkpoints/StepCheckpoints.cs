#nullable enable
using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using Repartee.Internal;
using Repartee.Sessions;
using Repartee.Training.Weights;

namespace Repartee.Training.Checkpoints
{
    /// <summary>
    /// <c>checkpoints/step-000123/</c> in the folder of a training run that is no session's: whatever is to be written, and a manifest with
    /// each file's hash. Written beside and renamed: whenever the process dies, the newest complete one is found.
    /// </summary>
    internal sealed class StepCheckpoints
    {
        private const string FolderName = "checkpoints";
        private const string Prefix = "step-";
        private const string Unfinished = ".tmp";
        private const string Replaced = ".old" + Unfinished;
        private const string ManifestFile = "manifest.json";

        private readonly string path;
        private readonly int keep;

        /// <param name="runFolder">The run's folder; made with the first checkpoint.</param>
        /// <param name="keep">Newest checkpoints that stay, 1 or more.</param>
        internal StepCheckpoints(string runFolder, int keep)
        {
            path = Path.Combine(Path.GetFullPath(runFolder), FolderName);
            this.keep = keep;
        }

        /// <summary>Checks the four options that every such run has.</summary>
        /// <exception cref="ArgumentException">One is out of its range, or lacks the run folder.</exception>
        internal static void Validate(string? runFolder, int checkpointEvery, int keepCheckpoints, bool resume)
        {
            OptionRange.Require(checkpointEvery >= 0, "CheckpointEvery", "0 or more", checkpointEvery);
            OptionRange.Require(keepCheckpoints >= 1, "KeepCheckpoints", "1 or more", keepCheckpoints);
            if (runFolder is null && (resume || checkpointEvery > 0))
            {
                string what = resume ? "Resume: expected the run folder to resume" : "CheckpointEvery: expected a run folder to write into";
                throw new ArgumentException($"{what}, but found none. Set RunFolder.");
            }
        }

        /// <summary>A new run does not write over another's checkpoints.</summary>
        /// <exception cref="IOException">There are some.</exception>
        internal void RequireNone()
        {
            if (NewestFirst().FirstOrDefault() is string newest)
            {
                throw new IOException(
                    $"Expected a run folder without checkpoints, but {path} holds {Path.GetFileName(newest)}. " +
                    "Resume that run, or name another folder.");
            }
        }

        /// <param name="step">Steps done.</param>
        /// <param name="write">Writes all files into a folder that is there.</param>
        internal void Save(long step, Action<string> write)
        {
            string final = Path.Combine(path, Prefix + step.ToString("D6", CultureInfo.InvariantCulture));
            string temporary = final + Unfinished;
            Delete(temporary);                                                  // left by a crash
            Directory.CreateDirectory(temporary);
            write(temporary);
            WriteManifest(temporary);
            if (Directory.Exists(final))
            {
                Delete(final + Replaced);
                Directory.Move(final, final + Replaced);
            }

            Directory.Move(temporary, final);
            foreach (string surplus in NewestFirst().Skip(keep).ToList())
                Directory.Move(surplus, surplus + Unfinished);                  // a deletion cut short must not look like a damaged one
            foreach (string left in Directory.EnumerateDirectories(path, Prefix + "*" + Unfinished).ToList())
                Directory.Delete(left, recursive: true);
        }

        /// <summary>The newest checkpoint's folder, its files as the manifest says.</summary>
        /// <exception cref="FileNotFoundException">There is none.</exception>
        /// <exception cref="InvalidDataException">A file is missing or has other content.</exception>
        internal string Newest()
        {
            Restore();
            string newest = NewestFirst().FirstOrDefault() ?? throw new FileNotFoundException(
                $"Expected a checkpoint to resume from, but {path} holds none: the run ended before its first. Start it without resuming.");
            foreach (var entry in ReadManifest(newest))
            {
                string member = Path.Combine(newest, Path.GetFileName(entry.Key));
                if (!File.Exists(member) || ContentHash.OfFile(member) != entry.Value)
                    throw Damaged(newest, member, "the content the manifest names", File.Exists(member) ? "other content" : "no file");
            }

            return newest;
        }

        private static void Delete(string folder)
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }

        private static void WriteManifest(string folder)
        {
            var hashes = Directory.EnumerateFiles(folder).OrderBy(file => file, StringComparer.Ordinal)
                .ToDictionary(file => Path.GetFileName(file), ContentHash.OfFile);
            AtomicFile.WriteText(Path.Combine(folder, ManifestFile), JsonSerializer.Serialize(hashes) + "\n");
        }

        private static Dictionary<string, string> ReadManifest(string folder)
        {
            string file = Path.Combine(folder, ManifestFile);
            string found = "none";
            try
            {
                var hashes = File.Exists(file) ? JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllBytes(file)) : null;
                if (hashes != null && hashes.ContainsKey(StateFile.Name))
                    return hashes;
            }
            catch (JsonException error)
            {
                found = $"damaged JSON ({JsonFault.WithLine(error)})";
            }

            throw Damaged(folder, file, "the hashes of a checkpoint's files", found);
        }

        private static InvalidDataException Damaged(string folder, string file, string expected, string found) => new InvalidDataException(
            $"{file}: expected {expected}, but found {found}. Delete {folder} to resume from the checkpoint before.");

        /// <summary>Gives a checkpoint its name back where a crash came before the one that was to replace it.</summary>
        private void Restore()
        {
            if (!Directory.Exists(path))
                return;
            foreach (string replaced in Directory.EnumerateDirectories(path, Prefix + "*" + Replaced).ToList())
            {
                string name = replaced.Substring(0, replaced.Length - Replaced.Length);
                if (!Directory.Exists(name))
                    Directory.Move(replaced, name);
            }
        }

        /// <summary>Whatever is not named by a number is not ours.</summary>
        private IEnumerable<string> NewestFirst() => Directory.Exists(path)
            ? Directory.EnumerateDirectories(path, Prefix + "*")
                .Where(folder => Path.GetFileName(folder).Skip(Prefix.Length).All(char.IsDigit))
                .OrderByDescending(folder => folder.Length).ThenByDescending(folder => folder, StringComparer.Ordinal)
            : Enumerable.Empty<string>();
    }
}
