#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Repartee.Internal;
using Repartee.Sessions;

namespace Repartee.Training.Trainer
{
    /// <summary>
    /// The files of one run: <c>config.json</c>, <c>metrics.jsonl</c>, <c>replies.jsonl</c>, <c>health.jsonl</c>, <c>checkpoints/</c>, <c>summary.json</c>.
    /// A folder that holds a run is never reused silently, and is this session's alone until it is disposed of. A log that cannot be written
    /// costs its lines, not the run. Trainer thread, but for <see cref="WriteSummary"/>.
    /// </summary>
    internal sealed class RunFolder : IDisposable
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
        private readonly KeepPolicy keep;
        private readonly RunLock held;

        /// <param name="path">Full path.</param>
        /// <param name="held">Owned from now on.</param>
        /// <param name="actor">Writes what was learnt.</param>
        /// <param name="config">The run's.</param>
        /// <param name="options">Keeping and logging.</param>
        private RunFolder(string path, RunLock held, StartingActor actor, RunConfig config, TrainingOptions options)
        {
            Path = path;
            RunId = config.RunId;
            this.held = held;
            this.actor = actor;
            keep = KeepPolicy.Of(options);
            var logger = options.Logging.CreateLogger("Repartee.Run");
            Writes = new ToleratedWrites(logger);
            checkpoints = new CheckpointStore(System.IO.Path.Combine(path, RunCheckpoints.FolderName), config.RunId, logger);
        }

        /// <summary>Full path.</summary>
        internal string Path { get; }

        /// <summary>Made once at the run's start.</summary>
        internal string RunId { get; }

        /// <summary>Writes that may fail, and how many did.</summary>
        internal ToleratedWrites Writes { get; }

        /// <summary>Refuses a folder that holds anything. Writes nothing.</summary>
        /// <returns>Its full path.</returns>
        internal static string RequireNew(string path)
        {
            string full = System.IO.Path.GetFullPath(path);
            if (Directory.Exists(full) && Directory.EnumerateFileSystemEntries(full).Any(file => !RunLock.IsOwn(file)))
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
            var held = RunLock.Take(full);
            try
            {
                RequireNew(full);                                               // another session may have been quicker, and be gone again
                var config = RunConfig.Describe(options, actor);
                AtomicFile.WriteText(System.IO.Path.Combine(full, ConfigFile), config.ToJson());
                return new RunFolder(full, held, actor, config, options);
            }
            catch
            {
                held.Dispose();
                throw;
            }
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
            var held = RunLock.Take(full);
            try
            {
                return Resume(full, held, actor, options);
            }
            catch
            {
                held.Dispose();
                throw;
            }
        }

        private static (RunFolder Folder, TrainerStart Start) Resume(
            string full, RunLock held, StartingActor actor, TrainingOptions options)
        {
            string file = System.IO.Path.Combine(full, ConfigFile);
            var config = RunConfig.Parse(file);
            config.RequireSame(RunConfig.Describe(options, actor), file);
            var folder = new RunFolder(full, held, actor, config, options);
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
        /// <exception cref="IOException">It could not be written; the message says why and what to do. Earlier ones are whole.</exception>
        internal string SaveCheckpoint(TrainerStart state)
        {
            RequireOurs();
            return checkpoints.Save(state, actor.Write, keep);
        }

        /// <summary>Replaces <c>summary.json</c>.</summary>
        internal void WriteSummary(IReadOnlyDictionary<string, object> summary) =>
            AtomicFile.WriteText(
                System.IO.Path.Combine(Path, "summary.json"),
                JsonSerializer.Serialize(summary, new JsonSerializerOptions(Line) { WriteIndented = true }) + "\n");

        /// <inheritdoc/>
        public void Dispose() => held.Dispose();

        private void Append(string name, string text)
        {
            if (text.Length == 0)
                return;
            string file = System.IO.Path.Combine(Path, name);
            Writes.Try(Path, name, "these lines", () => File.AppendAllText(file, text + "\n", new UTF8Encoding(false)));
        }

        /// <summary>Somebody may have put another run where this one was.</summary>
        private void RequireOurs()
        {
            string file = System.IO.Path.Combine(Path, ConfigFile);
            string? found = File.Exists(file) ? RunConfig.Parse(file).RunId : null;
            if (found != null && found != RunId)
            {
                throw new IOException(
                    $"Expected run {RunId} in {Path}, but found run {found}: the folder was replaced while it was trained. Nothing was " +
                    "written. Put the folder back as it was, or stop and start a new run in another folder.");
            }
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
