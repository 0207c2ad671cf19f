#nullable enable
using System;
using System.IO;
using System.Linq;
using Repartee.Sessions;

namespace Repartee.Training.Checkpoints
{
    /// <summary>
    /// <c>checkpoints/step-000123/</c> in the folder of a training run that is no session's: whatever is to be written, and a manifest with
    /// each file's hash. Written beside and renamed: whenever the process dies, the newest complete one is found.
    /// </summary>
    internal sealed class StepCheckpoints
    {
        private readonly string path;
        private readonly int keep;

        /// <param name="runFolder">The run's folder; made with the first checkpoint.</param>
        /// <param name="keep">Newest checkpoints that stay, 1 or more.</param>
        internal StepCheckpoints(string runFolder, int keep)
        {
            path = Path.Combine(Path.GetFullPath(runFolder), CheckpointNames.FolderName);
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
            if (CheckpointNames.NewestFirst(path).FirstOrDefault() is string newest)
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
            string final = CheckpointNames.PathOf(path, step), replaced = final + CheckpointNames.Replaced;
            string temporary = final + CheckpointNames.Unfinished;
            Delete(temporary);                                                  // left by a crash
            Directory.CreateDirectory(temporary);
            write(temporary);
            CheckpointManifest.Write(temporary);
            if (Directory.Exists(final))
            {
                Delete(replaced);
                Directory.Move(final, replaced);
            }

            Directory.Move(temporary, final);
            foreach (string surplus in CheckpointNames.NewestFirst(path).Skip(keep).ToList())
                Directory.Move(surplus, surplus + CheckpointNames.Unfinished);  // a deletion cut short must not look like a damaged one
            foreach (string ending in new[] { CheckpointNames.Unfinished, CheckpointNames.Replaced })
            {
                foreach (string left in CheckpointNames.NewestFirst(path, ending).ToList())
                    Directory.Delete(left, recursive: true);
            }
        }

        /// <summary>The newest checkpoint's folder, its files as the manifest says.</summary>
        /// <exception cref="FileNotFoundException">There is none.</exception>
        /// <exception cref="InvalidDataException">A file is missing or has other content.</exception>
        internal string Newest()
        {
            Restore();
            string newest = CheckpointNames.NewestFirst(path).FirstOrDefault() ?? throw new FileNotFoundException(
                $"Expected a checkpoint to resume from, but {path} holds none: the run ended before its first. Start it without resuming.");
            return CheckpointManifest.FaultOf(newest, StateFile.Name) is string fault
                ? throw new InvalidDataException($"{fault} Delete {newest} to resume from the checkpoint before.")
                : newest;
        }

        private static void Delete(string folder)
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }

        /// <summary>Gives a checkpoint its name back where a crash came before the one that was to replace it.</summary>
        private void Restore()
        {
            foreach (string replaced in CheckpointNames.NewestFirst(path, CheckpointNames.Replaced).ToList())
            {
                string name = CheckpointNames.PathOf(path, CheckpointNames.UpdateOf(replaced));
                if (!Directory.Exists(name))
                    Directory.Move(replaced, name);
            }
        }
    }
}
