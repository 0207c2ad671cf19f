#nullable enable
using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;

namespace Repartee.Training.Report
{
    /// <summary>
    /// The numbers of metrics.jsonl, an update a row. Of a very long run every second row is dropped, and again, as often as it takes:
    /// a chart has far fewer points. The last row always stays.
    /// </summary>
    internal sealed class MetricTable
    {
        private const int MostRows = 50_000;
        private const int MostNames = 128;

        private readonly Dictionary<string, int> columns = new Dictionary<string, int>(StringComparer.Ordinal);
        private readonly List<(long Update, double[] Values)> rows = new List<(long, double[])>();
        private (long Update, double[] Values)? last;
        private long stride = 1;
        private long seen;

        /// <summary>Rows that are kept, in the order of their updates.</summary>
        internal IReadOnlyList<long> Updates => Kept().Select(row => row.Update).ToList();

        /// <summary>Whether rows were dropped.</summary>
        internal bool IsThinned => stride > 1;

        /// <summary>In the order in which they came up.</summary>
        internal IEnumerable<string> Names => columns.Keys;

        /// <summary>Takes in a line. Throws what RunRecord catches where it is none.</summary>
        internal void Add(JsonElement line)
        {
            long update = line.GetProperty("update").GetInt64();
            var values = new List<double>();
            foreach (var member in line.EnumerateObject())
            {
                if (!TryNumber(member.Value, out double value))
                    continue;
                if (!columns.TryGetValue(member.Name, out int column))
                {
                    if (columns.Count == MostNames)
                        continue;
                    columns.Add(member.Name, column = columns.Count);
                }

                while (values.Count <= column)
                    values.Add(double.NaN);
                values[column] = value;
            }

            last = (update, values.ToArray());
            if (seen++ % stride != 0)
                return;
            rows.Add(last.Value);
            if (rows.Count < MostRows)
                return;
            var every = rows.Where((_, i) => i % 2 == 0).ToList();
            rows.Clear();
            rows.AddRange(every);
            stride *= 2;
        }

        /// <summary>A metric's values, one a row of <see cref="Updates"/>; NaN where it has none. Null where no row has it.</summary>
        internal double[]? Column(string name) => !columns.TryGetValue(name, out int column) ? null
            : Kept().Select(row => column < row.Values.Length ? row.Values[column] : double.NaN).ToArray();

        private static bool TryNumber(JsonElement element, out double value)
        {
            value = double.NaN;
            if (element.ValueKind == JsonValueKind.Number)
                return element.TryGetDouble(out value);
            return element.ValueKind == JsonValueKind.String && element.GetString() is "NaN" or "Infinity" or "-Infinity"
                && double.TryParse(element.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out value);
        }

        /// <summary>Of two lines of one update the later holds.</summary>
        private IEnumerable<(long Update, double[] Values)> Kept() => (last is null ? rows : rows.Append(last.Value))
            .GroupBy(row => row.Update).OrderBy(group => group.Key).Select(group => group.Last());
    }
}
