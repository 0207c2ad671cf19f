#nullable enable
using System.Collections.Generic;
using System.IO;

namespace Repartee.Prompting
{
    /// <summary>What has to be true of a <see cref="BpeVocabulary"/> for every text to be encoded, and special tokens to be safe.</summary>
    internal static class BpeVocabularyCheck
    {
        public static Dictionary<string, int> IdsOf(IReadOnlyList<string> tokens)
        {
            var ids = new Dictionary<string, int>(tokens.Count);
            for (int id = 0; id < tokens.Count; id++)
            {
                if (string.IsNullOrEmpty(tokens[id]))
                    throw new InvalidDataException(
                        $"Expected every token id to have a spelling, but id {id} has none. Number tokens without gaps.");
                if (!ids.TryAdd(tokens[id], id))
                    throw new InvalidDataException(
                        $"Expected each token once, but found \"{tokens[id]}\" with the ids {ids[tokens[id]]} and {id}. Remove one.");
            }

            return ids;
        }

        public static IReadOnlyDictionary<string, int> Select(Dictionary<string, int> ids, IEnumerable<string> spellings, string what)
        {
            var chosen = new Dictionary<string, int>();
            foreach (string spelling in spellings)
            {
                if (!ids.TryGetValue(spelling, out int id))
                    throw new InvalidDataException(
                        $"Expected the {what} \"{spelling}\" among the tokens, but it isn't there. Add it to them.");
                chosen[spelling] = id;
            }

            return chosen;
        }

        public static void Bytes(Dictionary<string, int> ids, IReadOnlyDictionary<string, int> specialTokens) =>
            Bytes(ids, specialTokens, 0, 256, "of the 256 bytes");

        public static void PrintableBytes(Dictionary<string, int> ids, IReadOnlyDictionary<string, int> specialTokens) =>
            Bytes(ids, specialTokens, ' ', 127, "printable ASCII byte");

        private static void Bytes(
            Dictionary<string, int> ids, IReadOnlyDictionary<string, int> specialTokens, int from, int to, string which)
        {
            for (int value = from; value < to; value++)
            {
                string spelling = ByteLevelAlphabet.ToChar((byte)value).ToString();
                if (!ids.ContainsKey(spelling) || specialTokens.ContainsKey(spelling))
                    throw new InvalidDataException($"Expected an ordinary token for each {which}, but byte {value} "
                        + $"(\"{spelling}\") has none. Only byte-level BPE vocabularies are supported.");
            }
        }

        public static void Merging(
            Dictionary<string, int> ids, IReadOnlyList<string> merges, IReadOnlyDictionary<string, int> specialTokens)
        {
            var seen = new HashSet<string>();
            foreach (string merge in merges)
            {
                int space = merge.IndexOf(' ');
                if (space <= 0 || space == merge.Length - 1 || merge.IndexOf(' ', space + 1) >= 0)
                    throw new InvalidDataException($"Expected a merge of two tokens parted by one space, but found \"{merge}\".");
                if (!seen.Add(merge))
                    throw new InvalidDataException($"Expected each merge once, but found \"{merge}\" twice. Remove one.");
                string left = merge.Substring(0, space);
                string right = merge.Substring(space + 1);
                foreach (string token in new[] { left, right, left + right })
                {
                    if (!ids.ContainsKey(token))
                        throw new InvalidDataException($"Expected the tokens of the merge \"{merge}\" in the vocabulary, but \"{token}\" "
                            + "isn't there. The vocabulary and the merges are not of one tokenizer.");
                    if (specialTokens.ContainsKey(token))
                        throw new InvalidDataException("Expected special tokens out of reach of ordinary text, but merging "
                            + $"{(token == left + right ? "makes" : "uses")} \"{token}\". Give the special token a spelling such as "
                            + $"\"<|{token}|>\".");
                }
            }
        }
    }
}
