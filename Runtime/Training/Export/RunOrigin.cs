#nullable enable
using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using Repartee.Frozen.Model;
using Repartee.Training.Actor;
using Repartee.Training.Weights;

namespace Repartee.Training.Export
{
    /// <summary>What the run folder around a checkpoint knows of it; all null for an actor that is no checkpoint.</summary>
    internal sealed class RunOrigin
    {
        private const string Remedy = "Take the checkpoint out of the run folder to freeze it without its history.";

        internal long? PolicyVersion { get; private set; }

        internal string? RunId { get; private set; }

        internal IReadOnlyDictionary<string, float>? Rewards { get; private set; }

        /// <summary>What the run sampled with, and what its actor has learnt to talk with.</summary>
        internal FrozenSampling? Sampling { get; private set; }

        /// <exception cref="InvalidDataException">The run's files are damaged.</exception>
        internal static RunOrigin Of(ActorFolder folder)
        {
            var origin = new RunOrigin();
            string full = folder.AdapterPath ?? folder.Path;
            string weights = Path.Combine(full, folder.AdapterPath is null ? ActorFolder.WeightsFile : AdapterConfigFile.WeightsName);
            if (!File.Exists(weights))
                return origin;
            using (var file = SafetensorsFile.Open(weights))
            {
                if (!file.Metadata.TryGetValue("repartee.update", out string? update)
                    || !long.TryParse(update, NumberStyles.None, CultureInfo.InvariantCulture, out long number))
                    return origin;
                origin.PolicyVersion = number;
            }

            string run = Path.GetFullPath(Path.Combine(full, "..", ".."));
            string config = Path.Combine(run, ActorFolder.ConfigFile);
            if (Path.GetFileName(Path.GetDirectoryName(full)) == "checkpoints" && File.Exists(config))
                origin.ReadRun(run, config);
            return origin;
        }

        /// <summary>The reward terms among a training run's metrics.</summary>
        internal static IReadOnlyDictionary<string, float> RewardsIn(IEnumerable<KeyValuePair<string, double>> metrics) => metrics
            .Where(m => m.Key.StartsWith("reward/", StringComparison.Ordinal) && m.Key != "reward/errors")
            .OrderBy(m => m.Key, StringComparer.Ordinal)
            .ToDictionary(m => m.Key.Substring("reward/".Length), m => (float)m.Value);

        private void ReadRun(string run, string config)
        {
            (RunId, Sampling) = JsonFile.Read(config, Remedy, json => (json.Text("runId"), Advice(json.Object("sampling"))));
            string metrics = Path.Combine(run, "metrics.jsonl");
            if (RunId is null || !File.Exists(metrics))
                return;
            foreach (string line in File.ReadLines(metrics))
                ReadLine(line, metrics);
        }

        private static FrozenSampling? Advice(JsonFields? sampling) => sampling is null ? null : new FrozenSampling
        {
            Temperature = (float?)sampling.Number("temperature"),
            TopK = sampling.Int("topK"),
            TopP = (float?)sampling.Number("topP"),
            MaxTokens = sampling.Int("maxTokens"),
        };

        private void ReadLine(string line, string file)
        {
            try
            {
                using var json = JsonDocument.Parse(line);
                if (json.RootElement.GetProperty("update").GetInt64() == PolicyVersion)
                {
                    Rewards = RewardsIn(json.RootElement.EnumerateObject().Where(m => m.Value.ValueKind == JsonValueKind.Number)
                        .Select(m => KeyValuePair.Create(m.Name, m.Value.GetDouble())));
                }
            }
            catch (Exception error) when (error is JsonException || error is InvalidOperationException || error is KeyNotFoundException
                || error is FormatException || error is ArgumentException)
            {
                throw new InvalidDataException($"{file}: expected lines of metrics with an update, but found another. {Remedy}", error);
            }
        }
    }
}
