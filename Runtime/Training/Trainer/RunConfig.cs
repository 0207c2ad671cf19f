#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Repartee.Conversation;
using Repartee.Sessions;
using Repartee.Training.Checkpoints;
using Repartee.Training.Ppo;
using Repartee.Training.RewardModel;
using Repartee.Training.Weights;

namespace Repartee.Training.Trainer
{
    /// <summary>
    /// What <c>config.json</c> of a run says: everything that decides its course, so that a resume under other settings is refused
    /// instead of being almost the same run.
    /// </summary>
    internal sealed class RunConfig
    {
        private static readonly JsonSerializerOptions Json = new JsonSerializerOptions
        {
            WriteIndented = true,
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            Converters = { new JsonStringEnumConverter() },
        };

        private const string Remedy = "Is this a run folder?";

        private readonly JsonObject values;

        private RunConfig(JsonObject values) => this.values = values;

        /// <summary>Made once at the run's start; its checkpoints carry it.</summary>
        internal string RunId => (string?)values["runId"] ?? "";

        internal static RunConfig Describe(TrainingOptions options, StartingActor actor)
        {
            var values = new JsonObject
            {
                ["runId"] = Guid.NewGuid().ToString("N"),
                ["actor"] = actor.Folder.Path,
                ["actorHash"] = actor.WeightsHash(),
                ["template"] = actor.Folder.Encoder.Template.Name,
                ["lora"] = JsonSerializer.SerializeToNode(actor.Adapter, Json),
                ["precision"] = options.Precision.ToString(),
                ["seed"] = options.Seed,
                ["plannedUpdates"] = options.Ppo.Schedule == LearningRateSchedule.Constant ? 0 : options.PlannedUpdates,
                ["maxBatch"] = options.MaxBatch,
                ["rewards"] = JsonSerializer.SerializeToNode(options.Rewards?.Weights),
                ["rewardModel"] = Shown(options.RewardModel),
                ["sampling"] = Shown(options.Sampling),
                ["ppo"] = JsonSerializer.SerializeToNode(options.Ppo, Json),
            };
            if (options.Replay != null)                                         // runs from before it was there have none
                values["replay"] = JsonSerializer.SerializeToNode(options.Replay, Json);
            return new RunConfig(values);
        }

        internal static RunConfig Parse(string file)
        {
            try
            {
                if (JsonNode.Parse(JsonFile.Bytes(file, Remedy)) is JsonObject found && Settings(found).ContainsKey("runId")
                    && found["runId"] is JsonValue id && id.TryGetValue(out string? _))
                    return new RunConfig(found);
            }
            catch (Exception error) when (error is JsonException || error is ArgumentException || error is InvalidOperationException)
            {
                // The second: a name twice; the third: half a character. Both come when a value is asked for.
                throw new InvalidDataException(
                    $"{file}: expected a run's configuration, but found {JsonFault.WithLine(error)} {Remedy}", error);
            }

            throw new InvalidDataException(
                $"{file}: expected a run's configuration with a \"runId\", but found none. {Remedy}");
        }

        internal string ToJson() => values.ToJsonString(Json) + "\n";

        /// <summary>Throws with every setting that differs.</summary>
        internal void RequireSame(RunConfig wanted, string file)
        {
            var there = Settings(values);
            var now = Settings(wanted.values);
            var compared = now.Keys.Union(there.Keys)
                .Where(key => key != "runId" && key != "actor" && key != "sampling.truncates");         // always false, in older runs
            var differences = RunSettings.Differences(compared, there, now);
            if (differences.Count > 0)
            {
                throw new InvalidOperationException(
                    $"Expected the settings that {file} was started with, but {string.Join("; ", differences)}. " +
                    "Resume with the old settings, or start a new run.");
            }
        }

        /// <summary>Without the repetition penalty, which training refuses, so that runs from before it was there can be resumed.</summary>
        private static JsonNode Shown(SamplingOptions sampling) => new JsonObject
        {
            ["temperature"] = sampling.Temperature,
            ["topK"] = sampling.TopK,
            ["topP"] = sampling.TopP,
            ["maxTokens"] = sampling.MaxTokens,
        };

        private static JsonNode? Shown(RewardModelTerm? model) => model is null ? null : new JsonObject
        {
            ["name"] = model.Name,
            ["weight"] = model.Weight,
            ["hash"] = RewardModelFile.HashOf(model.Folder),
        };

        private static Dictionary<string, string> Settings(JsonObject values) => Flatten(values, "").ToDictionary(p => p.Key, p => p.Value);

        private static IEnumerable<KeyValuePair<string, string>> Flatten(JsonNode? node, string path)
        {
            if (node is JsonObject members)
                return members.SelectMany(m => Flatten(m.Value, path.Length == 0 ? m.Key : $"{path}.{m.Key}"));
            return new[] { new KeyValuePair<string, string>(path, node?.ToJsonString() ?? "null") };
        }
    }
}
