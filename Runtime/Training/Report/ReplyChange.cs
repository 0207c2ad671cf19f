#nullable enable
using System.Collections.Generic;
using System.Linq;

namespace Repartee.Training.Report
{
    /// <summary>The replies of the first update that has some, and those of the last; what lies between is let go.</summary>
    internal sealed class ReplyChange
    {
        private const int MostRows = 4096;

        private readonly SortedDictionary<int, RecordedReply> first = new SortedDictionary<int, RecordedReply>();
        private readonly SortedDictionary<int, RecordedReply> last = new SortedDictionary<int, RecordedReply>();
        private long firstUpdate = long.MaxValue;
        private long lastUpdate = long.MinValue;

        internal long FirstUpdate => firstUpdate;

        internal long LastUpdate => lastUpdate;

        internal bool IsThere => first.Count > 0 && lastUpdate > firstUpdate;

        internal void Add(RecordedReply reply)
        {
            if (reply.Update < firstUpdate)
            {
                first.Clear();
                firstUpdate = reply.Update;
            }

            if (reply.Update > lastUpdate)
            {
                last.Clear();
                lastUpdate = reply.Update;
            }

            if (reply.Update == firstUpdate)
                Put(first, reply);
            if (reply.Update == lastUpdate)
                Put(last, reply);
        }

        /// <summary>Both replies of each row that has two, in the rows' order. Of an evaluation that was made twice the later
        /// holds.</summary>
        internal IReadOnlyList<(RecordedReply Before, RecordedReply After)> Pairs() =>
            first.Where(pair => last.ContainsKey(pair.Key)).Select(pair => (pair.Value, last[pair.Key])).ToList();

        private static void Put(SortedDictionary<int, RecordedReply> rows, RecordedReply reply)
        {
            int row = reply.Row ?? rows.Count;
            if (rows.Count < MostRows || rows.ContainsKey(row))
                rows[row] = reply;
        }
    }
}
