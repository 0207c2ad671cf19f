#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Repartee.Internal;
using Repartee.Sessions;

namespace Repartee.Training.Trainer
{
    /// <summary>
    /// The files of one run: <c>config.json</c>, <c>metrics.jsonl</c>, <c>replies.jsonl</c>, <c>health.jsonl</c>, <c>checkpoints/</c>, <c>summary.json</c>.
    /// A folder that holds a run is never reused silently. Trainer thread, but for <see cref="WriteSummary"/>.
    /// </summary>
    internal sealed class RunFolder
    {
        private const string ConfigFile = "config.json";
        private const string MetricsFile = "metrics.jsonl";
        private const string RepliesFile = "replies.jsonl";
        private const string HealthFile = "health.jsonl";

        private static readonly JsonSerializerOptions Line = new JsonSerializerOptions
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
        };

        private readonly StartingActor actor;
        private readonly CheckpointStore checkpoints;

        private RunFolder(string path, StartingActor actor, RunConfig config)
        {
            Path = path;
            RunId = config.RunId;
            this.actor = actor;
            checkpoints = new CheckpointStore(System.IO.Path.Combine(path, RunCheckpoints.FolderName), config.RunId);
        }

        /// <summary>Full path.</summary>
        internal string Path { get; }

        /// <summary>Made once at the run's start.</summary>
        internal string RunId { get; }

        /// <summary>Refuses a folder that holds anything. Writes nothing.</summary>
        /// <returns>Its full path.</returns>
        internal static string RequireNew(string path)
        {
            string full = System.IO.Path.GetFullPath(path);
            if (Directory.Exists(full) && Directory.EnumerateFileSystemEntries(full).Any())
            {
                throw new IOException(
                    $"Expected a new or empty run folder, but {full} already holds files. Resume that run, or name another folder.");
            }

            return full;
        }

        /// <summary>Makes the folder of a new run.</summary>
        internal static RunFolder Create(string path, StartingActor actor, TrainingOptions options)
        {
            string full = RequireNew(path);
            Directory.CreateDirectory(full);
            var config = RunConfig.Describe(options, actor);
            AtomicFile.WriteText(System.IO.Path.Combine(full, ConfigFile), config.ToJson());
            return new RunFolder(full, actor, config);
        }

        /// <summary>Opens a run's folder and its newest checkpoint; later lines of its logs are cut off.</summary>
        internal static (RunFolder Folder, TrainerStart Start) Resume(string path, StartingActor actor, TrainingOptions options)
        {
            string full = System.IO.Path.GetFullPath(path);
            string file = System.IO.Path.Combine(full, ConfigFile);
            if (!File.Exists(file))
                throw new FileNotFoundException(
                    $"Expected a run to resume, but {full} holds no {ConfigFile}. Start it without resuming, or name another folder.",
                    file);
            var config = RunConfig.Parse(file);
            config.RequireSame(RunConfig.Describe(options, actor), file);
            var folder = new RunFolder(full, actor, config);
            bool begun = !options.Journal || !folder.checkpoints.IsEmpty;          // else its conversations are all there is
            var start = begun ? folder.checkpoints.LoadNewest() : TrainerStart.Fresh;
            folder.CutLog(MetricsFile, start.Counters.Updates);
            folder.CutLog(RepliesFile, start.Counters.Updates);
            folder.CutLog(HealthFile, start.Counters.Updates);
            return (folder, start);
        }

        internal void AppendMetrics(TrainingProgress progress)
        {
            var line = new SortedDictionary<string, object>(StringComparer.Ordinal)
            {
                ["update"] = progress.Update,
                ["episodes"] = progress.Episodes,
                ["tokens"] = progress.GeneratedTokens,
                ["seconds"] = Math.Round(progress.Seconds, 3),
            };
            foreach (var metric in progress.Metrics)
                line[metric.Key] = metric.Value;
            Append(MetricsFile, JsonSerializer.Serialize(line, Line));
        }

        /// <summary>Writes replies of an update's buffer with each reward term.</summary>
        internal void AppendReplies(TrainingProgress progress)
        {
            var lines = progress.Samples.Select(reply => JsonSerializer.Serialize(
                new
                {
                    update = progress.Update,
                    policyVersion = reply.PolicyVersion,
                    persona = reply.Persona,
                    player = reply.Player,
                    reply = reply.Reply,
                    total = Math.Round(reply.Total, 4),
                    terms = reply.Terms.ToDictionary(t => t.Key, t => Math.Round(t.Value, 4)),
                    game = reply.GameRewards.Select(r => new { name = r.Key, value = r.Value }),
                    errors = reply.Errors,
                },
                Line));
            Append(RepliesFile, string.Join("\n", lines));
        }

        /// <summary>Writes why training paused.</summary>
        internal void AppendHealth(HealthStop stop) => Append(HealthFile, JsonSerializer.Serialize(
            new
            {
                update = stop.Update,
                rule = stop.Rule.ToString(),
                found = stop.Found,
                limit = stop.Limit,
                message = stop.Explanation,
                advice = stop.Advice,
                lastGood = stop.LastGoodUpdate,
            },
            Line));

        /// <returns>The checkpoint's folder.</returns>
        internal string SaveCheckpoint(TrainerStart state, int keep) => checkpoints.Save(state, actor.Write, keep);

        /// <summary>Replaces <c>summary.json</c>.</summary>
        internal void WriteSummary(IReadOnlyDictionary<string, object> summary) =>
            AtomicFile.WriteText(
                System.IO.Path.Combine(Path, "summary.json"),
                JsonSerializer.Serialize(summary, new JsonSerializerOptions(Line) { WriteIndented = true }) + "\n");

        private void Append(string name, string text)
        {
            if (text.Length > 0)
                File.AppendAllText(System.IO.Path.Combine(Path, name), text + "\n", new UTF8Encoding(false));
        }

        private void CutLog(string name, long lastUpdate)
        {
            string file = System.IO.Path.Combine(Path, name);
            if (!File.Exists(file))
                return;
            var kept = File.ReadLines(file).Where(line => UpdateOf(line) <= lastUpdate).ToList();
            AtomicFile.WriteText(file, string.Concat(kept.Select(line => line + "\n")));
        }

        /// <summary>A line that a crash left torn belongs to no update and goes.</summary>
        private static long UpdateOf(string line)
        {
            try
            {
                using var document = JsonDocument.Parse(line);
                return document.RootElement.GetProperty("update").GetInt64();
            }
            catch (Exception error) when (error is JsonException || error is KeyNotFoundException || error is InvalidOperationException
                || error is FormatException)
            {
                return long.MaxValue;
            }
        }
    }
}
