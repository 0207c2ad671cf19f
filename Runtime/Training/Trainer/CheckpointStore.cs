#nullable enable
using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using Repartee.Internal;
using Repartee.Training.Weights;

namespace Repartee.Training.Trainer
{
    /// <summary>
    /// <c>checkpoints/step-000123/</c>: an actor folder, or an adapter's, so that a checkpoint is an actor; <c>learner.safetensors</c> and
    /// <c>state.msgpack</c> to go on from; and a manifest with each file's hash. Written beside and renamed: a crash leaves the older ones whole.
    /// </summary>
    internal sealed class CheckpointStore
    {
        private const string StateFile = "state.msgpack";
        private const string ManifestFile = "manifest.json";

        private readonly string path;
        private readonly string runId;

        internal CheckpointStore(string path, string runId)
        {
            this.path = path;
            this.runId = runId;
        }

        /// <param name="state">What to save.</param>
        /// <param name="writeActor">Writes what was learnt as an actor into a folder, with texts for its header.</param>
        /// <param name="keep">Newest checkpoints to keep.</param>
        /// <returns>The checkpoint's folder.</returns>
        internal string Save(TrainerStart state, Action<string, float[], IReadOnlyDictionary<string, string>> writeActor, int keep)
        {
            long update = state.Counters.Updates;
            string final = Path.Combine(path, RunCheckpoints.Prefix + update.ToString("D6", CultureInfo.InvariantCulture));
            string temporary = final + ".tmp";
            foreach (string left in new[] { temporary, final + ".old.tmp" }.Where(Directory.Exists))
                Directory.Delete(left, recursive: true);
            string number = update.ToString(CultureInfo.InvariantCulture);
            var metadata = new Dictionary<string, string> { ["format"] = "pt", ["repartee.update"] = number };
            Directory.CreateDirectory(temporary);
            writeActor(temporary, state.Learner!.Actor, metadata);
            LearnerFile.Write(Path.Combine(temporary, LearnerFile.Name), state.Learner);
            AtomicFile.Write(Path.Combine(temporary, StateFile), stream => StateFormat.Write(stream, state, runId));
            var hashes = Directory.EnumerateFiles(temporary).OrderBy(f => f, StringComparer.Ordinal)
                .ToDictionary(f => Path.GetFileName(f), ContentHash.OfFile);
            AtomicFile.WriteText(Path.Combine(temporary, ManifestFile), JsonSerializer.Serialize(hashes) + "\n");
            if (Directory.Exists(final))
                Directory.Move(final, final + ".old.tmp");                      // the same update, with less of the next buffer
            Directory.Move(temporary, final);
            var unfinished = Directory.EnumerateDirectories(path, RunCheckpoints.Prefix + "*.tmp");            // a crash may have left some
            foreach (string old in RunCheckpoints.NewestFirst(path).Skip(keep).Concat(unfinished).ToList())
                Directory.Delete(old, recursive: true);
            return final;
        }

        internal bool IsEmpty => !Directory.Exists(path) || !RunCheckpoints.NewestFirst(path).Any();

        internal TrainerStart LoadNewest()
        {
            string newest = RunCheckpoints.NewestFirst(path).FirstOrDefault() ?? throw new FileNotFoundException(
                $"Expected a checkpoint to resume from, but {path} holds none: the run ended before its first. " +
                "Start a new run in another folder.");
            CheckManifest(newest);
            return StateFormat.Read(Path.Combine(newest, StateFile), runId);
        }

        private static void CheckManifest(string folder)
        {
            string file = Path.Combine(folder, ManifestFile);
            foreach (var entry in ReadManifest(folder, file))
            {
                string member = Path.Combine(folder, Path.GetFileName(entry.Key));
                if (!File.Exists(member) || ContentHash.OfFile(member) != entry.Value)
                {
                    throw new InvalidDataException(
                        $"{member}: expected the content the manifest names, but found " +
                        $"{(File.Exists(member) ? "other content" : "no file")}. " +
                        $"Delete {folder} to resume from the checkpoint before.");
                }
            }
        }

        private static Dictionary<string, string> ReadManifest(string folder, string file)
        {
            string found = "none";
            try
            {
                var hashes = File.Exists(file)
                    ? JsonSerializer.Deserialize<Dictionary<string, string>>(JsonFile.Bytes(file, $"Delete {folder}."))
                    : null;
                if (hashes != null && hashes.ContainsKey(StateFile))
                    return hashes;
            }
            catch (JsonException error)
            {
                found = $"damaged JSON ({error.Message})";
            }

            throw new InvalidDataException(
                $"{file}: expected the hashes of a checkpoint's files, but found {found}. " +
                $"Delete {folder} to resume from the checkpoint before.");
        }
    }
}
