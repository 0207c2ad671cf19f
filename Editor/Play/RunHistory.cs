#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace Repartee.Editor.Play
{
    /// <summary>Reads a run's logs back, for a window that was opened again or whose scripts were reloaded. Lines that cannot be read are
    /// passed over: the last one may be half written.</summary>
    internal static class RunHistory
    {
        private const int MostReplies = 200;

        /// <summary>Fills curves and table, which should be empty.</summary>
        internal static void Read(string runFolder, TrainingCurves curves, ReplyTable replies)
        {
            foreach (JsonElement line in Lines(Path.Combine(runFolder, "metrics.jsonl"), int.MaxValue))
            {
                PassOver(() =>
                {
                    if (TryUpdate(line, out long update))
                        curves.Add(update, Numbers(line));
                });
            }

            foreach (JsonElement line in Lines(Path.Combine(runFolder, "replies.jsonl"), MostReplies))
            {
                PassOver(() =>
                {
                    if (TryUpdate(line, out long update) && Row(update, line) is ReplyRow row)
                        replies.Add(row);
                });
            }
        }

        private static void PassOver(Action take)
        {
            try
            {
                take();
            }
            catch (InvalidOperationException)
            {
                // Half a character, which is found only where a text is asked for.
            }
        }

        private static ReplyRow? Row(long update, JsonElement line)
        {
            if (Text(line, "player") is string player && Text(line, "reply") is string reply
                && line.TryGetProperty("total", out JsonElement total) && total.ValueKind == JsonValueKind.Number)
            {
                return new ReplyRow(
                    update, player, reply, total.GetDouble(),
                    line.TryGetProperty("terms", out JsonElement terms) ? Numbers(terms) : new Dictionary<string, double>(),
                    line.TryGetProperty("errors", out JsonElement errors) ? Texts(errors) : new Dictionary<string, string>());
            }

            return null;
        }

        private static IEnumerable<JsonElement> Lines(string path, int most)
        {
            if (!File.Exists(path)) yield break;
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream);
            var last = new Queue<string>();
            while (reader.ReadLine() is string text)
            {
                last.Enqueue(text);
                if (last.Count > most)
                    last.Dequeue();
                else if (most == int.MaxValue && Parse(last.Dequeue()) is JsonElement line)
                    yield return line;
            }

            foreach (string text in last)
                if (Parse(text) is JsonElement line) yield return line;
        }

        private static JsonElement? Parse(string text)
        {
            try
            {
                using JsonDocument document = JsonDocument.Parse(text);
                return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : (JsonElement?)null;
            }
            catch (JsonException)
            {
                return null;
            }
        }

        private static bool TryUpdate(JsonElement line, out long update)
        {
            update = 0;
            return line.TryGetProperty("update", out JsonElement value) && value.ValueKind == JsonValueKind.Number
                && value.TryGetInt64(out update);
        }

        private static string? Text(JsonElement line, string name) =>
            line.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

        private static Dictionary<string, double> Numbers(JsonElement owner) => Members(owner, JsonValueKind.Number)
            .GroupBy(member => member.Name).ToDictionary(same => same.Key, same => same.Last().Value.GetDouble());

        private static Dictionary<string, string> Texts(JsonElement owner) => Members(owner, JsonValueKind.String)
            .GroupBy(member => member.Name).ToDictionary(same => same.Key, same => same.Last().Value.GetString()!);

        private static IEnumerable<JsonProperty> Members(JsonElement owner, JsonValueKind kind) => owner.ValueKind == JsonValueKind.Object
            ? owner.EnumerateObject().Where(member => member.Value.ValueKind == kind)
            : Enumerable.Empty<JsonProperty>();
    }
}
