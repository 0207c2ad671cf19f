#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Repartee.Training.Weights
{
    /// <summary>What an architecture needs, held against what weights have.</summary>
    internal static class RequiredTensors
    {
        private const int MostListed = 5;
        private const string Remedy = "Take the weights and the config beside them from the same download.";

        internal static void Check(
            string source,
            IReadOnlyDictionary<string, SafetensorsEntry> entries,
            Func<string, string> fileOf,
            IReadOnlyList<(string Name, long[] Shape)> tensors)
        {
            string[] missing = tensors.Where(t => !entries.ContainsKey(t.Name)).Select(t => $"'{t.Name}'").ToArray();
            if (missing.Length > 0)
                throw new InvalidDataException(
                    $"{source}: expected {tensors.Count} tensors, but found {missing.Length} of them missing: {Listed(missing)}. " +
                    $"{Contents(entries)} {Remedy}");
            foreach ((string name, long[] shape) in tensors)
            {
                SafetensorsEntry entry = entries[name];
                if (!entry.Shape.SequenceEqual(shape))
                    throw new InvalidDataException(
                        $"{fileOf(name)}: expected tensor '{name}' to be {SafetensorsShape.Text(shape)}, but found {entry.ShapeText}. " +
                        Remedy);
                if (!entry.DType.IsFloat()) throw NoFloats(fileOf(name), entry);
            }
        }

        internal static SafetensorsEntry Find(string source, IReadOnlyDictionary<string, SafetensorsEntry> entries, string name) =>
            entries.TryGetValue(name, out SafetensorsEntry? entry) ? entry : throw new InvalidDataException(
                $"{source}: expected tensor '{name}', but found none. {Contents(entries)} {Remedy}");

        internal static InvalidDataException NoFloats(string file, SafetensorsEntry entry) => new InvalidDataException(
            $"{file}: expected tensor '{entry.Name}' to be F32, F16 or BF16, but found {entry.DType}. Convert the file.");

        private static string Contents(IReadOnlyDictionary<string, SafetensorsEntry> entries) => entries.Count == 0
            ? "It has none at all."
            : $"It has {Listed(entries.Keys.OrderBy(k => k, StringComparer.Ordinal).Select(k => $"'{k}'").ToArray())}.";

        private static string Listed(string[] names) =>
            string.Join(", ", names.Take(MostListed)) + (names.Length > MostListed ? $" and {names.Length - MostListed} more" : "");
    }
}
