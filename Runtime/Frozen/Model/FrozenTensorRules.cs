#nullable enable
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Repartee.Frozen.Gguf;

namespace Repartee.Frozen.Model
{
    /// <summary>What a shape needs, held against what a file has.</summary>
    internal static class FrozenTensorRules
    {
        private const int MostListed = 5;

        /// <exception cref="InvalidDataException">A tensor is missing, too much, of another shape or of a type that cannot be
        /// read.</exception>
        internal static void Check(FrozenConfig config, GgufFile file)
        {
            var known = new HashSet<string>();
            var missing = new List<string>();
            foreach ((string name, long[] shape) in FrozenTensors.Of(config))
            {
                known.Add(name);
                if (!file.Tensors.TryGetValue(name, out GgufTensorInfo? tensor))
                    missing.Add(name);
                else if (!GgufShape.AreEqual(tensor.Shape, shape))
                    throw new InvalidDataException(
                        $"{file.FilePath}: expected tensor '{name}' to be {GgufShape.Text(shape)}, as the metadata implies, but " +
                        $"found {tensor.ShapeText}. Convert the model again.");
                else if (!tensor.Type.IsReadable())
                    throw new InvalidDataException(
                        $"{file.FilePath}: expected tensor '{name}' to be F32, F16, BF16 or Q8_0, but found {tensor.Type}, a " +
                        "quantization that is not supported. Take the Q8_0 or F16 file of this model.");
            }

            if (missing.Count > 0)
                throw new InvalidDataException(
                    $"{file.FilePath}: expected {known.Count} tensors, but {missing.Count} of them are missing: {Listed(missing)}. Copy " +
                    "or convert the model again.");
            List<string> more = file.Tensors.Keys.Where(name => !known.Contains(name) && !IsIdle(name)).ToList();
            if (more.Count > 0)
                throw new InvalidDataException(
                    $"{file.FilePath}: expected only the tensors of a {config.Architecture} of {config.Layers} layers, but found " +
                    $"{more.Count} more: {Listed(more)}. What they do is not supported: choose another model.");
        }

        // Older converters wrote the angles down; nothing reads them.
        private static bool IsIdle(string name) => name.EndsWith(".attn_rot_embd", System.StringComparison.Ordinal)
            || name.EndsWith(".attn_rot_embd.weight", System.StringComparison.Ordinal);

        private static string Listed(List<string> names) =>
            string.Join(", ", names.Take(MostListed).Select(name => $"'{GgufText.Shorten(name)}'"))
            + (names.Count > MostListed ? $" and {names.Count - MostListed} more" : "");
    }
}
