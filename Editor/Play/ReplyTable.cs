#nullable enable
using System.Collections.Generic;
using System.Globalization;

namespace Repartee.Editor.Play
{
    /// <summary>The last sampled replies with each reward term, newest first; bounded.</summary>
    public sealed class ReplyTable
    {
        private readonly int capacity;
        private readonly List<ReplyRow> rows = new List<ReplyRow>();
        private readonly List<string> terms = new List<string>();

        /// <summary>Makes an empty table.</summary>
        /// <param name="capacity">Rows it keeps, 1 or more; default 200.</param>
        public ReplyTable(int capacity = 200) => this.capacity = capacity;

        /// <summary>The rows.</summary>
        public IReadOnlyList<ReplyRow> Rows => rows;

        /// <summary>Columns beside the player's line, the reply and the total: the terms, in the order in which they came.</summary>
        public IReadOnlyList<string> Terms => terms;

        /// <summary>What a cell shows.</summary>
        /// <param name="row">Of this reply.</param>
        /// <param name="term">The term.</param>
        /// <returns>The number; "failed" where its function failed; blank where there is none.</returns>
        public static string Cell(ReplyRow row, string term) => row.Errors.ContainsKey(term) ? "failed"
            : row.Terms.TryGetValue(term, out double value) ? value.ToString("0.00", CultureInfo.InvariantCulture) : "";

        /// <summary>Forgets everything, for another run.</summary>
        public void Clear()
        {
            rows.Clear();
            terms.Clear();
        }

        internal void Add(ReplyRow row)
        {
            rows.Insert(0, row);
            if (rows.Count > capacity)
                rows.RemoveAt(capacity);
            foreach (string term in row.Terms.Keys)
                if (!terms.Contains(term)) terms.Add(term);
        }
    }
}
