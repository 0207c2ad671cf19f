#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Repartee.Prompting
{
    /// <summary>What every supported tokenizer.json holds: tokens, merges and added tokens. Ids may have gaps.</summary>
    internal sealed class TokenizerContents
    {
        /// <exception cref="InvalidDataException">Two tokens share an id or a spelling, or an added token has another id than the
        /// reference gives it.</exception>
        public TokenizerContents(
            IReadOnlyDictionary<string, int> vocabulary, IEnumerable<string> merges, IReadOnlyList<AddedToken> addedTokens)
        {
            AddedTokens = addedTokens;
            Merges = Array.AsReadOnly(merges.ToArray());
            Ids = new Dictionary<string, int>(vocabulary);
            int next = vocabulary.Count;
            var seen = new HashSet<string>();
            foreach (AddedToken token in addedTokens)
            {
                if (!seen.Add(token.Content))
                    throw new InvalidDataException($"Expected each added token once, but found \"{token.Content}\" twice. Remove one.");

                // The reference numbers added tokens itself and passes over the ids in the file.
                if (!vocabulary.TryGetValue(token.Content, out int id))
                    id = next;
                next = Math.Max(next, id + 1);
                if (token.Id != id)
                    throw new InvalidDataException(
                        $"Expected the added token \"{token.Content}\" to have the id {id}, but found {token.Id}. Hugging Face tokenizers "
                        + "number it so; save the tokenizer with them again.");
                Ids[token.Content] = id;
            }

            string[] tokens = new string[Ids.Count == 0 ? 0 : Ids.Values.Max() + 1];
            foreach (KeyValuePair<string, int> token in Ids)
            {
                if (tokens[token.Value] != null)
                    throw new InvalidDataException(
                        $"Expected one token for each id, but id {token.Value} is both \"{tokens[token.Value]}\" and \"{token.Key}\". "
                        + "Renumber one.");
                tokens[token.Value] = token.Key;
            }

            Tokens = Array.AsReadOnly(tokens.Select(token => token ?? "").ToArray());
            SpecialTokens = addedTokens.Where(token => token.IsSpecial).ToDictionary(token => token.Content, token => token.Id);
        }

        /// <summary>The spelling of each token; the index is its id. Empty where the file leaves an id out.</summary>
        public IReadOnlyList<string> Tokens { get; }

        /// <summary>The id of each token, by its spelling.</summary>
        public Dictionary<string, int> Ids { get; }

        /// <summary>Pairs of tokens, parted by one space, the first merged first.</summary>
        public IReadOnlyList<string> Merges { get; }

        /// <summary>Tokens that are found in text before it is split.</summary>
        public IReadOnlyList<AddedToken> AddedTokens { get; }

        /// <summary>Those of the added tokens that are no text.</summary>
        public IReadOnlyDictionary<string, int> SpecialTokens { get; }
    }
}
