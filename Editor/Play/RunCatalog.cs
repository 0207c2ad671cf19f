#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Repartee.Editor.Play
{
    /// <summary>The runs of a project by their names. A name is never used again silently: a run is resumed, or a new one gets a name of
    /// its own.</summary>
    public sealed class RunCatalog
    {
        private const int LongestName = 64;

        /// <summary>Names the folder that holds them, which need not exist.</summary>
        /// <param name="folder">The folder.</param>
        public RunCatalog(string folder) => Folder = Path.GetFullPath(folder);

        /// <summary>Full path.</summary>
        public string Folder { get; }

        /// <summary>The runs, the latest used first.</summary>
        /// <returns>Names of folders that hold something.</returns>
        public IReadOnlyList<string> Names() => Directory.Exists(Folder)
            ? Directory.EnumerateDirectories(Folder).OrderByDescending(Directory.GetLastWriteTimeUtc)
                .Select(path => Path.GetFileName(path)).Where(Exists).ToArray()
            : Array.Empty<string>();

        /// <summary>Whether there is a run of this name.</summary>
        /// <param name="name">A valid name.</param>
        /// <returns>Whether its folder holds anything.</returns>
        public bool Exists(string name) => Directory.Exists(PathOf(name)) && Directory.EnumerateFileSystemEntries(PathOf(name)).Any();

        /// <summary>A run's folder.</summary>
        /// <param name="name">A valid name.</param>
        /// <returns>Full path.</returns>
        public string PathOf(string name) => Path.Combine(Folder, name);

        /// <summary>A name that no run has.</summary>
        /// <param name="wish">What it begins with, such as the actor's name.</param>
        /// <returns>The wish itself, or with a number.</returns>
        public string Free(string wish)
        {
            char[] kept = wish.Trim().Select(c => IsPlain(c) ? c : '-').Take(LongestName - 8).ToArray();
            string stem = kept.Length == 0 ? "run" : new string(kept).ToLowerInvariant();
            return Enumerable.Range(1, int.MaxValue).Select(i => i == 1 ? stem : $"{stem}-{i}").First(name => !Exists(name));
        }

        /// <summary>Why a run cannot be begun, or gone on with.</summary>
        /// <param name="name">Its name.</param>
        /// <param name="resume">Whether it is to go on.</param>
        /// <returns>Fact and remedy; null where nothing is in the way.</returns>
        public string? Fault(string name, bool resume)
        {
            if (string.IsNullOrWhiteSpace(name))
                return $"The run has no name. Write one, such as {Free("run")}.";
            if (name.Length > LongestName || name.Any(c => !IsPlain(c) && c != '.') || name[0] == '.')
                return $"The run's name \"{name}\" cannot be a folder's everywhere. Use up to {LongestName} letters, digits, - and _.";
            if (resume)
                return Exists(name) ? null : $"There is no run \"{name}\" to go on with in {Folder}. Choose another, or start a new one.";
            return Exists(name)
                ? $"There is already a run \"{name}\". Go on with it, or name the new one otherwise, such as {Free(name)}."
                : null;
        }

        private static bool IsPlain(char c) => char.IsLetterOrDigit(c) || c == '-' || c == '_';
    }
}
