#nullable enable
using System.Text.Json;

namespace Repartee.Training.Report
{
    /// <summary>A line of health.jsonl: the trainer paused by itself.</summary>
    internal sealed class HealthNote
    {
        private HealthNote(long update, string rule, string message, string advice, long? lastGood)
        {
            Update = update;
            Rule = rule;
            Message = message;
            Advice = advice;
            LastGood = lastGood;
        }

        internal long Update { get; }

        internal string Rule { get; }

        internal string Message { get; }

        internal string Advice { get; }

        /// <summary>Update whose weights were the last good ones.</summary>
        internal long? LastGood { get; }

        internal static HealthNote Parse(JsonElement line) => new HealthNote(
            line.GetProperty("update").GetInt64(),
            Clipped.Name(line.GetProperty("rule").GetString()),
            Clipped.Text(line.GetProperty("message").GetString()),
            line.TryGetProperty("advice", out var advice) ? Clipped.Text(advice.GetString()) : "",
            line.TryGetProperty("lastGood", out var good) && good.ValueKind == JsonValueKind.Number ? good.GetInt64() : (long?)null);
    }
}
