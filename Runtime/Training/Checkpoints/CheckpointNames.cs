#nullable enable
using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Repartee.Training.Checkpoints
{
    /// <summary>How the folders of checkpoints are named, and which there are. Any thread.</summary>
    internal static class CheckpointNames
    {
        internal const string FolderName = "checkpoints";
        private const string Prefix = "step-";

        /// <summary>Ends the name of what is being written or deleted: never complete.</summary>
        internal const string Unfinished = ".tmp";

        /// <summary>Ends the name of a complete checkpoint while another of the same update takes its place: where a crash came between, it
        /// is all there is.</summary>
        internal const string Replaced = ".old" + Unfinished;

        /// <summary>Ends the name of what a resume passed over. Never deleted, never written to.</summary>
        internal const string Damaged = ".damaged";

        /// <summary>The name of an update's checkpoint.</summary>
        internal static string PathOf(string path, long update) =>
            Path.Combine(path, Prefix + update.ToString("D6", CultureInfo.InvariantCulture));

        /// <summary>Whatever is not named by a number is not ours: a copy that somebody wants to keep stays.</summary>
        internal static IEnumerable<string> NewestFirst(string path) => NewestFirst(path, "");

        /// <summary>What may be a complete checkpoint, the likeliest first.</summary>
        internal static IEnumerable<string> Candidates(string path) => NewestFirst(path, "").Concat(NewestFirst(path, Replaced))
            .OrderByDescending(UpdateOf).ThenBy(folder => folder.Length);

        /// <summary>Folders named by a number and this ending.</summary>
        internal static IEnumerable<string> NewestFirst(string path, string ending) => Directory.Exists(path)
            ? Directory.EnumerateDirectories(path, Prefix + "*" + ending)
                .Where(folder => TryNumber(Path.GetFileName(folder), ending, out _))
                .OrderByDescending(UpdateOf)
            : Enumerable.Empty<string>();

        /// <summary>The update in the name of a checkpoint's folder, whatever its ending.</summary>
        internal static long UpdateOf(string folder)
        {
            string name = Path.GetFileName(folder);
            int dot = name.IndexOf('.');
            return TryNumber(name, dot < 0 ? "" : name.Substring(dot), out long update) ? update : -1;
        }

        private static bool TryNumber(string name, string ending, out long update)
        {
            update = -1;
            int digits = name.Length - Prefix.Length - ending.Length;
            return digits > 0 && name.EndsWith(ending, StringComparison.Ordinal) && long.TryParse(
                name.Substring(Prefix.Length, digits), NumberStyles.None, CultureInfo.InvariantCulture, out update);
        }
    }
}
