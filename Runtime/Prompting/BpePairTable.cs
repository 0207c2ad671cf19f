#nullable enable
using System;
using System.Collections.Generic;

namespace Repartee.Prompting
{
    /// <summary>Counts of token pairs, kept in the order in which they are merged: frequent first, then by spelling.</summary>
    internal sealed class BpePairTable
    {
        private readonly Dictionary<BpePair, long> _counts = new Dictionary<BpePair, long>();
        private readonly SortedSet<(long Count, BpePair Pair)> _bestFirst;

        /// <param name="spellings">The spelling of each token by id; may grow later.</param>
        /// <param name="counts">The counts to begin with.</param>
        public BpePairTable(IReadOnlyList<string> spellings, IReadOnlyDictionary<BpePair, long> counts)
        {
            _bestFirst = new SortedSet<(long Count, BpePair Pair)>(new MergeOrder(spellings));
            Apply(counts);
        }

        /// <summary>Takes the pair to merge next out of the table; false when none is frequent enough.</summary>
        public bool TryTakeBest(int minimumFrequency, out BpePair pair)
        {
            (long count, BpePair best) = _bestFirst.Min;
            pair = best;
            if (_bestFirst.Count == 0 || count < minimumFrequency)
                return false;
            _bestFirst.Remove((count, best));
            _counts.Remove(best);
            return true;
        }

        /// <summary>Adds to the counts. The losses of a pair that was taken are passed over: it left with its whole count.</summary>
        public void Apply(IReadOnlyDictionary<BpePair, long> changes)
        {
            foreach (KeyValuePair<BpePair, long> change in changes)
            {
                bool known = _counts.TryGetValue(change.Key, out long count);
                if (change.Value == 0 || (!known && change.Value < 0))
                    continue;
                if (known)
                    _bestFirst.Remove((count, change.Key));
                count += change.Value;
                if (count > 0)
                {
                    _counts[change.Key] = count;
                    _bestFirst.Add((count, change.Key));
                }
                else
                {
                    _counts.Remove(change.Key);
                }
            }
        }

        private sealed class MergeOrder : IComparer<(long Count, BpePair Pair)>
        {
            private readonly IReadOnlyList<string> _spellings;

            public MergeOrder(IReadOnlyList<string> spellings)
            {
                _spellings = spellings;
            }

            public int Compare((long Count, BpePair Pair) x, (long Count, BpePair Pair) y)
            {
                int order = y.Count.CompareTo(x.Count);
                if (order == 0 && x.Pair.Left != y.Pair.Left)
                    order = string.CompareOrdinal(_spellings[x.Pair.Left], _spellings[y.Pair.Left]);
                if (order == 0 && x.Pair.Right != y.Pair.Right)
                    order = string.CompareOrdinal(_spellings[x.Pair.Right], _spellings[y.Pair.Right]);
                return order;
            }
        }
    }
}
