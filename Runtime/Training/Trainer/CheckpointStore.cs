#nullable enable
using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Microsoft.Extensions.Logging;
using Repartee.Internal;
using Repartee.Sessions;
using Repartee.Training.Checkpoints;

namespace Repartee.Training.Trainer
{
    /// <summary>
    /// <c>checkpoints/step-000123/</c>: an actor folder, or an adapter's, so that a checkpoint is an actor; <c>learner.safetensors</c> and
    /// <c>state.msgpack</c> to go on from; and a manifest with each file's hash. Written beside, flushed and renamed, and only then older
    /// ones are deleted: whenever the process dies, a complete one can be found. One session at a time (<see cref="RunLock"/>).
    /// </summary>
    internal sealed class CheckpointStore
    {
        private const string StateFile = "state.msgpack";

        private readonly string path;
        private readonly string runId;
        private readonly ILogger logger;
        private readonly ICheckpointDisk disk;

        /// <param name="path">The run's folder of checkpoints; its parent must exist.</param>
        /// <param name="runId">The run's.</param>
        /// <param name="logger">Receives what was passed over, and what could not be deleted.</param>
        /// <param name="disk">Null for the real one.</param>
        internal CheckpointStore(string path, string runId, ILogger logger, ICheckpointDisk? disk = null)
        {
            this.path = path;
            this.runId = runId;
            this.logger = logger;
            this.disk = disk ?? new CheckpointDisk();
        }

        internal bool IsEmpty => !CheckpointNames.Candidates(path).Any();

        /// <param name="state">What to save.</param>
        /// <param name="writeActor">Writes what was learnt as an actor into a folder, with texts for its header.</param>
        /// <param name="keep">Which older ones stay.</param>
        /// <returns>The checkpoint's folder.</returns>
        /// <exception cref="IOException">It could not be written; the message says why and what to do. Earlier ones are whole.</exception>
        internal string Save(TrainerStart state, Action<string, float[], IReadOnlyDictionary<string, string>> writeActor, KeepPolicy keep)
        {
            string final = CheckpointNames.PathOf(path, state.Counters.Updates);
            string temporary = final + CheckpointNames.Unfinished;
            try
            {
                RequirePlace(final);
                RestoreReplaced();
                WriteTo(temporary, state, writeActor);
                Publish(temporary, final);
            }
            catch (Exception error)
            {
                TryDelete(temporary);
                if (DiskFault.Is(error))
                    throw Failed(final, error);
                throw;
            }

            Prune(keep);
            return final;
        }

        /// <summary>Reads the newest complete checkpoint. Damaged ones that are newer are set aside under another name and told.</summary>
        /// <exception cref="FileNotFoundException">There is none at all.</exception>
        /// <exception cref="InvalidDataException">None is complete, or the newest complete one is of another run or version; nothing was
        /// changed.</exception>
        internal TrainerStart LoadNewest()
        {
            var passedOver = new List<(string Folder, string Fault)>();
            foreach (string folder in CheckpointNames.Candidates(path).ToList())
            {
                string? fault = CheckpointManifest.FaultOf(folder, StateFile);
                if (fault != null)
                {
                    passedOver.Add((folder, fault));
                    continue;
                }

                var start = StateFormat.Read(Path.Combine(folder, StateFile), runId);
                foreach (var (damaged, why) in passedOver)
                    SetAside(damaged, why, CheckpointNames.UpdateOf(folder));
                RestoreReplaced();
                return start;
            }

            throw NoneComplete(passedOver);
        }

        private void WriteTo(string folder, TrainerStart state, Action<string, float[], IReadOnlyDictionary<string, string>> writeActor)
        {
            var learner = state.Learner ?? throw new ArgumentException("Expected a captured learner.", nameof(state));
            if (Directory.Exists(folder))
                disk.Delete(folder);                                            // left by a crash
            Directory.CreateDirectory(folder);
            string number = state.Counters.Updates.ToString(CultureInfo.InvariantCulture);
            var metadata = new Dictionary<string, string> { ["format"] = "pt", ["repartee.update"] = number };
            disk.Write(folder, to => writeActor(to, learner.Actor, metadata));
            disk.Write(Path.Combine(folder, LearnerFile.Name), file => LearnerFile.Write(file, learner));
            disk.Write(
                Path.Combine(folder, StateFile), file => AtomicFile.Write(file, stream => StateFormat.Write(stream, state, runId)));
            disk.Write(folder, CheckpointManifest.Write);
            disk.Flush(folder);
        }

        /// <summary>The same update may be saved again, with more of the next buffer. There is a moment without one of the name; then the old
        /// one is found under its other name.</summary>
        private void Publish(string temporary, string final)
        {
            string replaced = final + CheckpointNames.Replaced;
            if (Directory.Exists(final))
            {
                if (Directory.Exists(replaced))
                    disk.Delete(replaced);                                      // its successor is complete
                disk.Move(final, replaced);
            }

            try
            {
                disk.Move(temporary, final);
            }
            catch (Exception error) when (DiskFault.Is(error))
            {
                RestoreReplaced();
                throw;
            }

            disk.Flush(path);
        }

        /// <summary>Gives a checkpoint its name back where what should have replaced it did not come.</summary>
        private void RestoreReplaced()
        {
            foreach (string replaced in CheckpointNames.NewestFirst(path, CheckpointNames.Replaced).ToList())
            {
                string name = CheckpointNames.PathOf(path, CheckpointNames.UpdateOf(replaced));
                if (!Directory.Exists(name))
                    disk.Move(replaced, name);
            }
        }

        /// <summary>What is deleted loses its name first: a deletion that a crash cuts short must not look like a damaged checkpoint.</summary>
        private void Prune(KeepPolicy keep)
        {
            try
            {
                foreach (string surplus in keep.Surplus(CheckpointNames.NewestFirst(path)))
                {
                    string going = surplus + CheckpointNames.Unfinished;
                    if (Directory.Exists(going))
                        disk.Delete(going);
                    disk.Move(surplus, going);
                }

                foreach (string ending in new[] { CheckpointNames.Unfinished, CheckpointNames.Replaced })
                {
                    foreach (string left in CheckpointNames.NewestFirst(path, ending).ToList())
                        disk.Delete(left);
                }
            }
            catch (Exception error) when (DiskFault.Is(error))
            {
                logger.LogWarning(
                    TrainingEvents.NotDeleted, error,
                    "Expected to delete checkpoints of {Folder} that are no longer kept, but {Reason} The new one is complete; the next one " +
                    "tries again. {Advice}",
                    path, DiskFault.Sentence(error), DiskFault.Advice(error, path));
            }
        }

        private Exception NoneComplete(List<(string Folder, string Fault)> passedOver)
        {
            if (passedOver.Count == 0)
            {
                return new FileNotFoundException(
                    $"Expected a checkpoint to resume from, but {path} holds none: the run ended before its first. " +
                    "Start a new run in another folder.");
            }

            string all = string.Join(" ", passedOver.Select(p => $"{Path.GetFileName(p.Folder)}: {p.Fault}"));
            return new InvalidDataException(
                $"Expected a complete checkpoint to resume from in {path}, but found none. {all} Nothing was changed. Bring one back from a " +
                "copy, or start a new run in another folder.");
        }

        private void SetAside(string folder, string fault, long good)
        {
            long update = CheckpointNames.UpdateOf(folder);
            string name = CheckpointNames.PathOf(path, update) + CheckpointNames.Damaged;
            string aside = name;
            for (int next = 2; Directory.Exists(aside) || File.Exists(aside); next++)
                aside = $"{name}-{next.ToString(CultureInfo.InvariantCulture)}";
            disk.Move(folder, aside);
            logger.LogWarning(
                TrainingEvents.CheckpointPassedOver,
                "Expected a complete checkpoint of update {Update}, but {Fault} It was passed over and lies in {Aside} now. The run goes on " +
                "from update {Good}: {Lost} updates are lost and done again. Look after the disk; delete the folder when you need it no more.",
                update, fault, aside, good, update - good);
        }

        private void RequirePlace(string final)
        {
            string run = Path.GetDirectoryName(path)!;
            if (!Directory.Exists(run))
                throw new DirectoryNotFoundException($"the run folder {run} is gone, and is not made again silently");
            foreach (string name in new[] { path, final })
            {
                if (File.Exists(name))
                    throw new IOException($"found a file at {name} where a folder belongs: move it away");
            }

            Directory.CreateDirectory(path);
        }

        private IOException Failed(string final, Exception error)
        {
            string advice = DiskFault.Advice(error, Path.GetDirectoryName(path)!);
            string? newest = CheckpointNames.NewestFirst(path).FirstOrDefault();
            string rest = newest is null ? "There is no earlier one." : $"Earlier ones are whole, the newest is {Path.GetFileName(newest)}.";
            return new IOException($"Expected to write the checkpoint {final}, but {DiskFault.Sentence(error)} {rest} {advice}", error);
        }

        private void TryDelete(string temporary)
        {
            try
            {
                if (Directory.Exists(temporary))
                    disk.Delete(temporary);
            }
            catch (Exception error) when (DiskFault.Is(error))
            {
                logger.LogWarning(
                    TrainingEvents.NotDeleted, error, "{Folder} could not be deleted: {Reason} The next save tries again.", temporary,
                    DiskFault.Sentence(error));
            }
        }
    }
}
