#nullable enable
using System.Collections.Generic;

namespace Repartee.Prompting
{
    /// <summary>
    /// Merges neighbouring tokens of a text, the earliest learnt pair first and of equal pairs the leftmost, in O(n log n) for n tokens.
    /// Immutable.
    /// </summary>
    internal sealed class BpeMerger
    {
        private readonly BpeMerges _merges;

        /// <param name="merges">What to merge.</param>
        public BpeMerger(BpeMerges merges)
        {
            _merges = merges;
        }

        /// <summary>Appends the merged tokens of a text to a list.</summary>
        /// <param name="tokens">The ids of its characters and bytes; left in disorder.</param>
        /// <param name="merged">Where to.</param>
        public void Merge(int[] tokens, List<int> merged)
        {
            const int Gone = -1;
            int[] previous = new int[tokens.Length];
            int[] next = new int[tokens.Length];
            var queue = new MergeQueue(tokens.Length);
            for (int i = 0; i < tokens.Length; i++)
            {
                previous[i] = i - 1;
                next[i] = i + 1;
                Offer(i);
            }

            while (queue.TryTake(out int rank, out int place))
            {
                // An entry whose pair has changed since it was made is out of date.
                if (tokens[place] == Gone || next[place] == tokens.Length
                    || !_merges.TryFind(tokens[place], tokens[next[place]], out int found, out int made)
                    || found != rank)
                    continue;
                int right = next[place];
                tokens[place] = made;
                tokens[right] = Gone;
                next[place] = next[right];
                if (next[place] < tokens.Length)
                    previous[next[place]] = place;
                Offer(place);
                if (previous[place] >= 0)
                    Offer(previous[place]);
            }

            foreach (int token in tokens)
                if (token != Gone)
                    merged.Add(token);

            void Offer(int left)
            {
                if (next[left] < tokens.Length && _merges.TryFind(tokens[left], tokens[next[left]], out int rank, out _))
                    queue.Add(rank, left);
            }
        }
    }
}
