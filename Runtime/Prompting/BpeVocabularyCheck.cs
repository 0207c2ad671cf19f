#nullable enable
using System.Collections.Generic;
using System.IO;

namespace Repartee.Prompting
{
    /// <summary>What has to be true of a <see cref="BpeVocabulary"/> for every text to be encoded, and special tokens to be safe.</summary>
    internal static class BpeVocabularyCheck
    {
        public static TokenIds IdsOf(IReadOnlyList<string> tokens)
        {
            var ids = new TokenIds(tokens.Count);
            for (int id = 0; id < tokens.Count; id++)
            {
                if (string.IsNullOrEmpty(tokens[id]))
                    throw new InvalidDataException(
                        $"Expected every token id to have a spelling, but id {id} has none. Number tokens without gaps.");
                if (!ids.TryAdd(tokens[id], id))
                    throw new InvalidDataException(
                        $"Expected each token once, but found \"{tokens[id]}\" with the ids {ids.Find(tokens[id])} and {id}. Remove one.");
            }

            return ids;
        }

        public static IReadOnlyDictionary<string, int> Select(TokenIds ids, IEnumerable<string> spellings, string what)
        {
            var chosen = new Dictionary<string, int>();
            foreach (string spelling in spellings)
            {
                int id = ids.Find(spelling);
                if (id == TokenIds.None)
                    throw new InvalidDataException(
                        $"Expected the {what} \"{spelling}\" among the tokens, but it isn't there. Add it to them.");
                chosen[spelling] = id;
            }

            return chosen;
        }

        public static void Bytes(TokenIds ids) => Bytes(ids, 0, 256, "of the 256 bytes");

        public static void PrintableBytes(TokenIds ids) => Bytes(ids, ' ', 127, "printable ASCII byte");

        private static void Bytes(TokenIds ids, int from, int to, string which)
        {
            for (int value = from; value < to; value++)
            {
                string spelling = ByteLevelAlphabet.ToChar((byte)value).ToString();
                if (ids.FindOrdinary(spelling) == TokenIds.None)
                    throw new InvalidDataException($"Expected an ordinary token for each {which}, but byte {value} "
                        + $"(\"{spelling}\") has none. Only byte-level BPE vocabularies are supported.");
            }
        }
    }
}
