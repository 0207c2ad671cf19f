#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;

namespace Repartee.Prompting
{
    /// <summary>
    /// Learns a byte-level BPE vocabulary from text: the most frequent pair of neighbouring tokens within a word becomes a token, again
    /// and again (Sennrich et al. 2016, https://arxiv.org/abs/1508.07909). Equal inputs give equal vocabularies: of pairs that are
    /// equally frequent, the one whose tokens are spelled first (ordinal order) is merged.
    /// </summary>
    public static class BpeTrainer
    {
        /// <summary>Learns a vocabulary.</summary>
        /// <param name="texts">The texts, without special tokens. Words are split as GPT-2 does and counted over all texts.</param>
        /// <param name="vocabularySize">
        /// How many tokens to make, special tokens and the 256 bytes included. Fewer come out when no pair is frequent enough.
        /// </param>
        /// <param name="specialTokens">They get the first ids, in this order.</param>
        /// <param name="minimumFrequency">How often a pair has to occur to become a token; 2 by default, since what
        /// occurs once teaches nothing.</param>
        /// <param name="cancellationToken">Stops the training between merges.</param>
        /// <returns>The vocabulary.</returns>
        /// <exception cref="ArgumentException">
        /// The size has no room for the special tokens and the bytes, or a special token is a single word that a text may contain.
        /// </exception>
        /// <exception cref="OperationCanceledException">It was cancelled.</exception>
        public static BpeVocabulary Train(
            IEnumerable<string> texts,
            int vocabularySize,
            IReadOnlyList<string> specialTokens,
            int minimumFrequency = 2,
            CancellationToken cancellationToken = default)
        {
            Check(vocabularySize, specialTokens, minimumFrequency);
            IEnumerable<string> bytes = Enumerable.Range(0, 256).Select(value => ByteLevelAlphabet.ToChar((byte)value).ToString());
            List<string> tokens = specialTokens.Concat(bytes.OrderBy(spelling => spelling, StringComparer.Ordinal)).ToList();
            var ids = new Dictionary<string, int>();
            for (int id = specialTokens.Count; id < tokens.Count; id++)
                ids.Add(tokens[id], id);

            var words = new BpeWordTable(WordCounts(texts, cancellationToken), ids);
            var pairs = new BpePairTable(tokens, words.PairCounts);
            var merges = new List<string>();
            var mergedPairs = new HashSet<BpePair>();
            while (tokens.Count < vocabularySize && pairs.TryTakeBest(minimumFrequency, out BpePair best))
            {
                cancellationToken.ThrowIfCancellationRequested();
                string spelling = tokens[best.Left] + tokens[best.Right];

                // Another pair may have made the same token before.
                if (!ids.TryGetValue(spelling, out int merged))
                {
                    merged = tokens.Count;
                    tokens.Add(spelling);
                    ids.Add(spelling, merged);
                }

                // A token that two pairs make can bring a pair back that was merged before.
                if (mergedPairs.Add(best))
                    merges.Add(tokens[best.Left] + " " + tokens[best.Right]);
                pairs.Apply(words.Merge(best, merged));
            }

            return new BpeVocabulary(tokens, merges, specialTokens);
        }

        private static Dictionary<string, long> WordCounts(IEnumerable<string> texts, CancellationToken cancellationToken)
        {
            var counts = new Dictionary<string, long>();
            foreach (string text in texts)
            {
                cancellationToken.ThrowIfCancellationRequested();
                foreach (string word in SplitPattern.Gpt2.Split(Internal.WellFormedText.Repair(text)))
                {
                    counts.TryGetValue(word, out long count);
                    counts[word] = count + 1;
                }
            }

            return counts;
        }

        private static void Check(int vocabularySize, IReadOnlyList<string> specialTokens, int minimumFrequency)
        {
            int smallest = 256 + specialTokens.Count;
            if (vocabularySize < smallest)
                throw new ArgumentOutOfRangeException(nameof(vocabularySize), vocabularySize,
                    $"Expected room for 256 bytes and {specialTokens.Count} special tokens, so at least {smallest}, "
                    + $"but found {vocabularySize}.");
            if (minimumFrequency < 1)
                throw new ArgumentOutOfRangeException(nameof(minimumFrequency), minimumFrequency,
                    $"Expected a frequency of at least 1, but found {minimumFrequency}.");
            foreach (string token in specialTokens)
                if (SplitPattern.Gpt2.Split(token).Count() < 2)
                    throw new ArgumentException(
                        $"Expected special tokens that no word can spell, but found \"{token}\". Write one such as \"<|{token}|>\".",
                        nameof(specialTokens));
        }
    }
}
