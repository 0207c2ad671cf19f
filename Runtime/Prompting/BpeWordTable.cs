#nullable enable
using System.Collections.Generic;
using System.Linq;

namespace Repartee.Prompting
{
    /// <summary>The distinct words of a corpus as tokens, how often each occurs, and which words hold a pair.</summary>
    internal sealed class BpeWordTable
    {
        private readonly List<int[]> _words = new List<int[]>();
        private readonly List<long> _counts = new List<long>();
        private readonly Dictionary<BpePair, HashSet<int>> _wordsWith = new Dictionary<BpePair, HashSet<int>>();

        public BpeWordTable(Dictionary<string, long> words, IReadOnlyDictionary<string, int> byteIds)
        {
            var pairCounts = new Dictionary<BpePair, long>();
            foreach (KeyValuePair<string, long> word in words)
            {
                _words.Add(ByteLevelAlphabet.Spell(word.Key).Select(character => byteIds[character.ToString()]).ToArray());
                _counts.Add(word.Value);
                Count(_words.Count - 1, 1, pairCounts);
            }

            PairCounts = pairCounts;
        }

        /// <summary>How often each pair occurs in the corpus before any merge.</summary>
        public IReadOnlyDictionary<BpePair, long> PairCounts { get; }

        /// <summary>Replaces a pair by one token in every word.</summary>
        /// <returns>By how much the count of each pair changed.</returns>
        public Dictionary<BpePair, long> Merge(BpePair pair, int merged)
        {
            var changes = new Dictionary<BpePair, long>();
            _wordsWith.Remove(pair, out HashSet<int>? holders);
            foreach (int word in holders ?? Enumerable.Empty<int>())
            {
                int[] joined = Join(_words[word], pair, merged);
                if (joined.Length == _words[word].Length)
                    continue;
                Count(word, -1, changes);
                _words[word] = joined;
                Count(word, 1, changes);
            }

            return changes;
        }

        private static int[] Join(int[] word, BpePair pair, int merged)
        {
            var joined = new List<int>(word.Length);
            for (int i = 0; i < word.Length; i++)
            {
                bool here = i + 1 < word.Length && word[i] == pair.Left && word[i + 1] == pair.Right;
                joined.Add(here ? merged : word[i]);
                if (here)
                    i++;
            }

            return joined.ToArray();
        }

        private void Count(int index, int sign, Dictionary<BpePair, long> counts)
        {
            int[] word = _words[index];
            for (int i = 0; i + 1 < word.Length; i++)
            {
                var pair = new BpePair(word[i], word[i + 1]);
                counts.TryGetValue(pair, out long count);
                counts[pair] = count + (sign * _counts[index]);
                if (sign < 0)
                    continue;
                if (!_wordsWith.TryGetValue(pair, out HashSet<int>? holders))
                    _wordsWith.Add(pair, holders = new HashSet<int>());
                holders.Add(index);
            }
        }
    }
}
