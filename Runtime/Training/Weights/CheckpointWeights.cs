#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Repartee.Training.Weights
{
    /// <summary>
    /// The weights in an actor's folder, whether one <c>model.safetensors</c> or the shards of a <c>model.safetensors.index.json</c>;
    /// the one file wins where both are there. The headers are checked at once, tensors are read from memory maps when asked for.
    /// Reading is thread-safe; dispose it when no thread reads any more.
    /// </summary>
    public sealed class CheckpointWeights : IDisposable
    {
        /// <summary>Name of the file that holds all weights.</summary>
        public const string FileName = "model.safetensors";

        /// <summary>Name of the file that says which shard holds which tensor.</summary>
        public const string IndexName = "model.safetensors.index.json";

        private readonly Dictionary<string, SafetensorsFile> files = new Dictionary<string, SafetensorsFile>(StringComparer.Ordinal);

        private readonly Dictionary<string, SafetensorsFile> fileOf = new Dictionary<string, SafetensorsFile>(StringComparer.Ordinal);

        private readonly Dictionary<string, SafetensorsEntry> entries =
            new Dictionary<string, SafetensorsEntry>(StringComparer.Ordinal);

        private CheckpointWeights(string folder)
        {
            Folder = folder;
        }

        /// <summary>Full path of the folder.</summary>
        public string Folder { get; }

        /// <summary>Every tensor of all files by its name.</summary>
        public IReadOnlyDictionary<string, SafetensorsEntry> Entries => entries;

        /// <summary>Opens the weights of a folder and checks every file's header.</summary>
        /// <param name="folder">The folder.</param>
        /// <returns>The open weights; dispose them.</returns>
        /// <exception cref="InvalidDataException">The index or a header is damaged, or they contradict each other; the message names
        /// the file and what is wrong.</exception>
        /// <exception cref="IOException">There are no weights in a format that is read, a shard is missing, or a file cannot be
        /// read.</exception>
        public static CheckpointWeights Open(string folder)
        {
            string full = Path.GetFullPath(folder);
            var weights = new CheckpointWeights(full);
            try
            {
                if (File.Exists(Path.Combine(full, FileName))) weights.AddAll(FileName);
                else if (File.Exists(Path.Combine(full, IndexName))) weights.AddShards();
                else throw MissingWeights.In(full);
                return weights;
            }
            catch
            {
                weights.Dispose();
                throw;
            }
        }

        /// <summary>Checks that tensors are there as an architecture needs them, before any is read. Others are no fault.</summary>
        /// <param name="tensors">Names and shapes.</param>
        /// <exception cref="InvalidDataException">A tensor is missing, has another shape, or no floating-point elements; the message
        /// names it.</exception>
        public void Require(IReadOnlyList<(string Name, long[] Shape)> tensors) =>
            RequiredTensors.Check(Folder, Entries, FileOf, tensors);

        /// <summary>Full path of the file that holds a tensor.</summary>
        /// <param name="name">The tensor's name.</param>
        /// <returns>The path, for messages.</returns>
        /// <exception cref="InvalidDataException">There is no such tensor.</exception>
        public string FileOf(string name) => Find(name).FilePath;

        /// <summary>Reads a part of one tensor, F16 and BF16 widened exactly.</summary>
        /// <param name="name">The tensor's name.</param>
        /// <param name="first">The first element to read, counted from 0 in row-major order.</param>
        /// <param name="destination">Receives as many elements as it is long.</param>
        /// <exception cref="InvalidDataException">There is no such tensor, or its elements are no floating-point numbers.</exception>
        /// <exception cref="ArgumentOutOfRangeException">The tensor does not have all of these elements.</exception>
        public void ReadFloat32(string name, long first, Span<float> destination) => Find(name).ReadFloat32(name, first, destination);

        /// <summary>Unmaps the files.</summary>
        public void Dispose()
        {
            foreach (SafetensorsFile file in files.Values) file.Dispose();
        }

        private SafetensorsFile Find(string name)
        {
            RequiredTensors.Find(Folder, entries, name);
            return fileOf[name];
        }

        private void AddAll(string fileName)
        {
            SafetensorsFile file = OpenFile(fileName);
            foreach (SafetensorsEntry entry in file.Entries.Values) Add(entry, file);
        }

        private void AddShards()
        {
            string index = Path.Combine(Folder, IndexName);
            foreach (KeyValuePair<string, string> item in CheckpointIndex.Read(index))
            {
                SafetensorsFile shard = OpenFile(item.Value);
                if (!shard.Entries.TryGetValue(item.Key, out SafetensorsEntry? entry))
                    throw new InvalidDataException(
                        $"{index}: expected tensor '{item.Key}' in {item.Value}, but found only {shard.Entries.Count} others. Take the " +
                        "index and the shards from the same download.");
                Add(entry, shard);
            }
        }

        private SafetensorsFile OpenFile(string name)
        {
            if (!files.TryGetValue(name, out SafetensorsFile? file))
                files.Add(name, file = SafetensorsFile.Open(Path.Combine(Folder, name)));
            return file;
        }

        private void Add(SafetensorsEntry entry, SafetensorsFile file)
        {
            entries.Add(entry.Name, entry);
            fileOf.Add(entry.Name, file);
        }
    }
}
