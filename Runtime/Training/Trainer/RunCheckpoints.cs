#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Repartee.Sessions;

namespace Repartee.Training.Trainer
{
    /// <summary>The checkpoints in a run's folder. Any thread.</summary>
    public static class RunCheckpoints
    {
        internal const string FolderName = "checkpoints";
        internal const string Prefix = "step-";

        /// <summary>Finds a run's newest checkpoint: an actor's folder, or where adapters were trained an adapter's.</summary>
        /// <param name="runFolder">The run's folder (<see cref="TrainingOptions.RunFolder"/>).</param>
        /// <returns>Full path of the checkpoint; null where there is none.</returns>
        public static string? Newest(string runFolder) => NewestFirst(Path.Combine(Path.GetFullPath(runFolder), FolderName)).FirstOrDefault();

        /// <summary>Whatever is not named by a number is not ours: a copy that somebody wants to keep stays.</summary>
        internal static IEnumerable<string> NewestFirst(string path) => Directory.Exists(path)
            ? Directory.EnumerateDirectories(path, Prefix + "*")
                .Where(folder => Path.GetFileName(folder).Skip(Prefix.Length).All(char.IsDigit))
                .OrderByDescending(folder => folder.Length).ThenByDescending(folder => folder, StringComparer.Ordinal)
            : Enumerable.Empty<string>();
    }
}
