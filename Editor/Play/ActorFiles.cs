#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Repartee.Editor.Play
{
    /// <summary>An actor's folder, seen from outside: no weight is read.</summary>
    internal static class ActorFiles
    {
        /// <summary>float32 weights, their gradient, two moments and the reference: five copies.</summary>
        private const int Copies = 5;

        /// <returns>Fact and remedy; null where all files are there.</returns>
        internal static string? Fault(string folder)
        {
            if (folder.Length == 0)
                return "No training folder is chosen. Choose the actor's folder in its asset.";
            if (!Directory.Exists(folder))
                return $"Expected the actor's folder {folder}, but found no such folder. Correct Training Folder in the actor's asset.";
            if (Has(folder, "adapter_config.json")) return null;                // its backbone's folder is the trainer's matter
            var missing = new List<string>();
            if (!Has(folder, "config.json")) missing.Add("config.json");
            if (!Has(folder, "tokenizer.json")) missing.Add("tokenizer.json");
            if (!Has(folder, "model.safetensors") && !Has(folder, "model.safetensors.index.json")) missing.Add("model.safetensors");
            return missing.Count == 0
                ? null
                : $"Expected {string.Join(", ", missing)} in {folder}, but found none. " +
                  "Choose a folder as it comes from the Hugging Face hub.";
        }

        /// <summary>Whether a folder lies in Assets, where the engine imports it.</summary>
        internal static bool IsImported(string folder, string project) =>
            Path.GetFullPath(folder).Replace('\\', '/').StartsWith(
                Path.GetFullPath(project).Replace('\\', '/').TrimEnd('/') + "/Assets/", StringComparison.Ordinal);

        /// <summary>About how much memory training needs beside the activations, at most: the weights are taken for 16 bits wide.</summary>
        internal static long TrainingBytes(string folder) =>
            Directory.EnumerateFiles(folder, "*.safetensors").Sum(file => new FileInfo(file).Length) / 2 * sizeof(float) * Copies;

        private static bool Has(string folder, string name) => File.Exists(Path.Combine(folder, name));
    }
}
