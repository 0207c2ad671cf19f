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
using Repartee.Training.TensorBoard;

namespace Repartee.Training.Trainer
{
    /// <summary>
    /// What a run writes down line by line: <c>metrics.jsonl</c>, <c>replies.jsonl</c>, <c>health.jsonl</c> and TensorBoard's events on
    /// the trainer's thread, <c>evaluations.jsonl</c> on the caller's.
    /// </summary>
    internal sealed class RunLogs
    {
        private const string MetricsFile = "metrics.jsonl";
        private const string RepliesFile = "replies.jsonl";
        private const string EvaluationsFile = "evaluations.jsonl";
        private const string HealthFile = "health.jsonl";

        /// <summary>How a run's values are written.</summary>
        internal static readonly JsonSerializerOptions Line = new JsonSerializerOptions
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
        };

        private readonly object evaluating = new object();
        private readonly string folder;
        private readonly TimeProvider clock;
        private readonly ToleratedWrites writes;
        private EventFile events;

        /// <summary>Of a new run. Writes nothing yet.</summary>
        internal RunLogs(string folder, TimeProvider clock, ToleratedWrites writes)
        {
            this.folder = folder;
            this.clock = clock;
            this.writes = writes;
            events = new EventFile(folder, clock, null);
        }

        /// <summary>The run goes on from a checkpoint: later lines are cut off.</summary>
        internal void Continue(long lastUpdate)
        {
            foreach (string name in new[] { MetricsFile, RepliesFile, HealthFile, EvaluationsFile })
                Cut(Path.Combine(folder, name), lastUpdate);
            events = new EventFile(folder, clock, lastUpdate);
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
            writes.Try(folder, "TensorBoard's events", "these", () => events.Append(progress));
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

        /// <summary>Writes an evaluation's replies, a line each; its rows are numbered as they come. Any thread.</summary>
        internal void AppendEvaluation(long update, IReadOnlyList<EvaluatedReply> replies)
        {
            var lines = replies.Select((evaluated, row) => JsonSerializer.Serialize(
                new
                {
                    update,
                    row,
                    persona = evaluated.State.Persona,
                    player = evaluated.State.LastUserMessage?.Content ?? evaluated.State.RawContext ?? "",
                    reply = evaluated.Reply.Text,
                    total = Math.Round(evaluated.Score.Total, 4),
                    terms = evaluated.Score.Terms.ToDictionary(t => t.Name, t => Math.Round(t.Value, 4)),
                },
                Line));
            lock (evaluating)
                Append(EvaluationsFile, string.Join("\n", lines));
        }

        private static void Cut(string file, long lastUpdate)
        {
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

        private void Append(string name, string text)
        {
            if (text.Length == 0)
                return;
            string file = Path.Combine(folder, name);
            writes.Try(folder, name, "these lines", () => File.AppendAllText(file, text + "\n", new UTF8Encoding(false)));
        }
    }
}
