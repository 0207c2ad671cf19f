#nullable enable
using System;
using System.IO;
using System.Linq;

namespace Repartee.Training.Weights
{
    /// <summary>Why a folder has no weights, and what to do about what it has instead.</summary>
    internal static class MissingWeights
    {
        private static readonly (string[] Endings, string Advice)[] Others =
        {
            (new[] { AdapterConfigFile.WeightsName }, "That is an adapter: name the folder of the actor it was trained on."),
            (new[] { ".bin", ".bin.index.json", ".pt", ".pth" },
                "PyTorch's pickles are not read, as they can run code: load the actor in Python and call " +
                "save_pretrained(folder, safe_serialization=True), or take its safetensors from the hub."),
            (new[] { ".gguf" }, "A GGUF file plays but does not learn: take the Hugging Face folder it was made from."),
            (new[] { ".safetensors", ".safetensors.index.json" },
                $"Rename it to {CheckpointWeights.FileName} if it holds all weights, or download the index too."),
        };

        internal static IOException In(string folder)
        {
            string expected = $"{folder}: expected {CheckpointWeights.FileName} or {CheckpointWeights.IndexName}, but ";
            if (!Directory.Exists(folder))
                return new DirectoryNotFoundException($"{expected}found no such folder. Correct the path.");
            string[] names = Directory.GetFiles(folder).Select(file => Path.GetFileName(file)).ToArray();
            Array.Sort(names, StringComparer.Ordinal);
            foreach ((string[] endings, string advice) in Others)
            {
                string? other = names.FirstOrDefault(name => endings.Any(e => name.EndsWith(e, StringComparison.OrdinalIgnoreCase)));
                if (other != null) return new FileNotFoundException($"{expected}found {other}. {advice}");
            }

            return new FileNotFoundException($"{expected}found neither. Download the actor's weights into this folder.");
        }
    }
}
