#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace Repartee.Package.Rules
{
    /// <summary>
    /// Which folder may use which: the drawing in Documentation~/architecture.md, as a table. A folder also uses what those it uses
    /// reach. Assemblies guard the arrows between each other by themselves; this guards the ones inside. A fault is a line of text.
    /// </summary>
    public static class FolderArrows
    {
        /// <summary>Folder below Runtime to the folders it may use. A new folder needs a line here.</summary>
        public static readonly IReadOnlyDictionary<string, string[]> Table = new Dictionary<string, string[]>
        {
            ["Internal"] = Array.Empty<string>(),
            ["Dialogue"] = new[] { "Internal" },
            ["Prompting"] = new[] { "Dialogue" },
            ["Rewards"] = new[] { "Dialogue" },
            ["Conversation"] = new[] { "Prompting", "Rewards" },
            ["Frozen/Gguf"] = new[] { "Internal" },
            ["Frozen/Model"] = new[] { "Frozen/Gguf", "Conversation" },
            ["Frozen/Kernels"] = new[] { "Frozen/Gguf" },
            ["Frozen/Decoding"] = new[] { "Frozen/Kernels", "Frozen/Model" },
            ["Frozen"] = new[] { "Frozen/Decoding" },
            ["Sessions/Internal"] = Array.Empty<string>(),
            ["Sessions"] = new[] { "Sessions/Internal", "Frozen/Model", "Conversation" },
            ["Sessions/Wire"] = new[] { "Sessions" },
            ["Sessions/Client"] = new[] { "Sessions/Wire" },
            ["Unity/Loading"] = new[] { "Frozen" },
            ["Unity/Internal"] = Array.Empty<string>(),
            ["Unity"] = new[] { "Unity/Loading" },
            ["Training/Internal"] = Array.Empty<string>(),
            ["Training/Weights"] = new[] { "Prompting", "Rewards", "Sessions", "Training/Internal" },
            ["Training/Native"] = new[] { "Training/Weights" },
            ["Training/Kernels"] = new[] { "Training/Native" },
            ["Training/Actor"] = new[] { "Training/Kernels", "Training/Cuda", "Conversation" },
            ["Training/Cuda/Sources"] = Array.Empty<string>(),
            ["Training/Cuda"] = new[] { "Training/Cuda/Sources", "Training/Native" },
            ["Training/Generation"] = new[] { "Training/Actor" },
            ["Training/Critic"] = new[] { "Training/Actor" },
            ["Training/Lora"] = new[] { "Training/Actor" },
            ["Training/RewardModel"] = new[] { "Training/Critic", "Training/Experience", "Training/Lora", "Training/Optimization" },
            ["Training/Experience"] = new[] { "Conversation" },
            ["Training/Optimization"] = new[] { "Training/Actor" },
            ["Training/Supervised"] = new[] { "Training/Lora", "Training/Optimization" },
            ["Training/Ppo"] = new[] { "Training/Critic", "Training/Experience", "Training/Lora", "Training/Optimization" },
            ["Training/Export"] = new[] { "Training/Lora", "Frozen" },
            ["Training/Play"] = new[] { "Training/Export", "Training/Ppo" },
            ["Training/TensorBoard"] = new[] { "Sessions" },
            ["Training/Report"] = new[] { "Internal" },
            ["Training/Trainer"] = new[]
            {
                "Training/Report", "Training/TensorBoard", "Training/RewardModel", "Training/Supervised", "Training/Play", "Training/Generation",
                "Sessions/Wire",
            },
        };

        /// <summary>Uses against the arrows, and folders without a line in the table.</summary>
        public static IEnumerable<string> Faults(PackageFiles files, IReadOnlyDictionary<string, string[]> table)
        {
            foreach (string path in files.Sources("Runtime"))
            {
                string? folder = Longest(table, PackageFiles.FolderOf(path).Replace('/', '.'), "Runtime");
                if (folder is null)
                {
                    yield return $"{path}: expected its folder in FolderArrows.Table, but found none. Add a line there.";
                    continue;
                }

                IEnumerable<string> allowed = Graph.Reach(folder, table).Append(folder);
                foreach (string used in Used(SourceRules.Code(files, path), table).Except(allowed))
                    yield return $"{path}: {folder} may use [{string.Join(", ", table[folder])}] and what they reach, but it uses {used}.";
            }
        }

        /// <summary>Sources whose namespace is not that of their folder, so that the arrows would not see them.</summary>
        public static IEnumerable<string> Namespaces(PackageFiles files, IReadOnlyDictionary<string, string[]> table) =>
            from path in files.Sources("Runtime")
            let folder = Longest(table, PackageFiles.FolderOf(path).Replace('/', '.'), "Runtime")
            where folder != null && !folder.EndsWith("Internal", StringComparison.Ordinal)
            from Match match in Regex.Matches(SourceRules.Code(files, path), @"^namespace\s+([\w.]+)", RegexOptions.Multiline)
            where Longest(table, match.Groups[1].Value, "Repartee") != folder
            select $"{path}: expected the namespace Repartee.{folder.Replace('/', '.')}, but found {match.Groups[1].Value}.";

        private static IEnumerable<string> Used(string code, IReadOnlyDictionary<string, string[]> table) =>
            Regex.Matches(code, @"\bRepartee(?:\s*\.\s*\w+)+").Select(match => Regex.Replace(match.Value, @"\s", ""))
                .Select(name => Longest(table, name, "Repartee")).Where(folder => folder != null).Select(folder => folder!).Distinct();

        /// <summary>The deepest folder of the table that a dotted name lies in.</summary>
        private static string? Longest(IReadOnlyDictionary<string, string[]> table, string name, string root) => table.Keys
            .Where(folder => (name + ".").StartsWith($"{root}.{folder.Replace('/', '.')}.", StringComparison.Ordinal))
            .OrderByDescending(folder => folder.Length).FirstOrDefault();
    }
}
