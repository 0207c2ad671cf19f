#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Repartee.Training.Weights
{
    /// <summary>
    /// Which file of a sharded checkpoint holds which tensor: the <c>weight_map</c> of a <c>model.safetensors.index.json</c>. A
    /// shard must lie beside the index, because the index may come from anywhere.
    /// </summary>
    internal static class CheckpointIndex
    {
        private const string Remedy = "Download the index and all of its shards again, into one folder.";
        private const string Extension = ".safetensors";

        /// <summary>Tensor to file name, in the index's order.</summary>
        internal static Dictionary<string, string> Read(string file) => JsonFile.Read(file, Remedy, json =>
        {
            var shards = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (KeyValuePair<string, string> item in json.RequiredObject("weight_map").AllTexts())
            {
                if (!IsFileName(item.Value))
                    throw json.Wrong(
                        $"the shard of '{item.Key}'", $"the name of a {Extension} file beside the index", $"\"{item.Value}\"");
                if (!shards.TryAdd(item.Key, item.Value))
                    throw json.Wrong("weight_map", "a map of different tensors", $"'{item.Key}' twice");
            }

            if (shards.Count == 0) throw json.Wrong("weight_map", "a map of tensors to shards", "an empty one");
            RequireShards(file, shards);
            return shards;
        });

        // No separator of any system, no drive and no stream name, so that the file cannot lie elsewhere.
        private static bool IsFileName(string shard) =>
            shard.Length > Extension.Length && shard.EndsWith(Extension, StringComparison.Ordinal)
            && shard.IndexOfAny(new[] { '/', '\\', ':', '\0' }) < 0;

        private static void RequireShards(string file, Dictionary<string, string> shards)
        {
            string folder = Path.GetDirectoryName(file)!;
            string[] all = shards.Values.Distinct().ToArray();
            string[] missing = all.Where(shard => !File.Exists(Path.Combine(folder, shard))).ToArray();
            if (missing.Length == 0) return;
            throw new FileNotFoundException(
                $"{file}: expected every shard beside it, but found {missing.Length} of {all.Length} missing: " +
                $"{string.Join(", ", missing.Take(5))}{(missing.Length > 5 ? ", ..." : "")}. {Remedy}",
                Path.Combine(folder, missing[0]));
        }
    }
}
