#nullable enable
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace Repartee.Training.Report
{
    /// <summary>A line of evaluations.jsonl or replies.jsonl; the latter's have no row.</summary>
    internal sealed class RecordedReply
    {
        private const int MostTerms = 32;

        private RecordedReply(
            long update, int? row, string persona, string player, string reply, double total,
            IReadOnlyList<KeyValuePair<string, double>> terms)
        {
            Update = update;
            Row = row;
            Persona = persona;
            Player = player;
            Reply = reply;
            Total = total;
            Terms = terms;
        }

        internal long Update { get; }

        internal int? Row { get; }

        internal string Persona { get; }

        internal string Player { get; }

        internal string Reply { get; }

        internal double Total { get; }

        internal IReadOnlyList<KeyValuePair<string, double>> Terms { get; }

        internal static RecordedReply Parse(JsonElement line) => new RecordedReply(
            line.GetProperty("update").GetInt64(),
            line.TryGetProperty("row", out var row) ? row.GetInt32() : (int?)null,
            Clipped.Text(line.GetProperty("persona").GetString()),
            Clipped.Text(line.GetProperty("player").GetString()),
            Clipped.Text(line.GetProperty("reply").GetString()),
            line.GetProperty("total").GetDouble(),
            line.GetProperty("terms").EnumerateObject().Take(MostTerms)
                .Select(term => new KeyValuePair<string, double>(Clipped.Name(term.Name), term.Value.GetDouble())).ToList());
    }
}
