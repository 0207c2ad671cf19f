#nullable enable
using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Repartee.Editor.Play
{
    /// <summary>A checkpoint of a run: an actor's folder. Immutable.</summary>
    public sealed class RunCheckpoint
    {
        private const string Prefix = "step-";

        private RunCheckpoint(string run, string path, long update, DateTime written)
        {
            Run = run;
            Path = path;
            Update = update;
            Written = written;
        }

        /// <summary>The run's name.</summary>
        public string Run { get; }

        /// <summary>Full path of its folder.</summary>
        public string Path { get; }

        /// <summary>How many updates made it.</summary>
        public long Update { get; }

        /// <summary>When, in UTC.</summary>
        public DateTime Written { get; }

        /// <summary>Its folder's name, such as step-000123.</summary>
        public string Name => System.IO.Path.GetFileName(Path);

        /// <summary>The checkpoints of a run, newest first.</summary>
        /// <param name="runFolder">The run's folder; it may not exist.</param>
        /// <returns>Those that are whole: a folder that is being written has another name.</returns>
        public static IReadOnlyList<RunCheckpoint> Of(string runFolder)
        {
            string folder = System.IO.Path.Combine(System.IO.Path.GetFullPath(runFolder), "checkpoints");
            if (!Directory.Exists(folder)) return Array.Empty<RunCheckpoint>();
            string run = System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(folder)!);
            return Directory.EnumerateDirectories(folder, Prefix + "*")
                .Select(path => (Path: path, Number: System.IO.Path.GetFileName(path).Substring(Prefix.Length)))
                .Where(found => long.TryParse(found.Number, NumberStyles.None, CultureInfo.InvariantCulture, out _))
                .Select(found => new RunCheckpoint(
                    run, found.Path, long.Parse(found.Number, CultureInfo.InvariantCulture), Directory.GetLastWriteTimeUtc(found.Path)))
                .OrderByDescending(found => found.Update).ToArray();
        }
    }
}
