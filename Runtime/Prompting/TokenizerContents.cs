#nullable enable
using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.IO;

namespace Repartee.Prompting
{
    /// <summary>What every supported tokenizer.json holds: tokens, merges and added tokens. Ids may have gaps.</summary>
    internal sealed class TokenizerContents
    {
        /// <param name="vocabulary">The tokens but for those of the added ones that are not among them; taken over.</param>
        /// <param name="merges">Pairs of tokens, parted by one space, the first merged first; not copied.</param>
        /// <param name="addedTokens">Tokens that are found in text before it is split.</param>
        /// <exception cref="InvalidDataException">Two tokens share an id or a spelling, or an added token has another id than the
        /// reference gives it.</exception>
        public TokenizerContents(TokenIds vocabulary, IList<string> merges, IReadOnlyList<AddedToken> addedTokens)
        {
            Ids = vocabulary;
            Merges = new ReadOnlyCollection<string>(merges);
            AddedTokens = addedTokens;
            int next = vocabulary.Count;
            var seen = new HashSet<string>();
            var special = new Dictionary<string, int>();
            foreach (AddedToken token in addedTokens)
            {
                if (!seen.Add(token.Content))
                    throw new InvalidDataException($"Expected each added token once, but found \"{token.Content}\" twice. Remove one.");

                // The reference numbers added tokens itself and passes over the ids in the file.
                int id = vocabulary.Find(token.Content);
                if (id == TokenIds.None)
                    id = next;
                next = Math.Max(next, id + 1);
                if (token.Id != id)
                    throw new InvalidDataException(
                        $"Expected the added token \"{token.Content}\" to have the id {id}, but found {token.Id}. Hugging Face tokenizers "
                        + "number it so; save the tokenizer with them again.");
                vocabulary.TryAdd(token.Content, id);
                if (!token.IsSpecial)
                    continue;
                vocabulary.MarkSpecial(id);
                special.Add(token.Content, id);
            }

            Tokens = vocabulary.Seal();
            SpecialTokens = special;
        }

        /// <summary>The spelling of each token; the index is its id. Empty where the file leaves an id out.</summary>
        public IReadOnlyList<string> Tokens { get; }

        /// <summary>The id of each token, by its spelling.</summary>
        public TokenIds Ids { get; }

        /// <summary>Pairs of tokens, parted by one space, the first merged first.</summary>
        public IReadOnlyList<string> Merges { get; }

        /// <summary>Tokens that are found in text before it is split.</summary>
        public IReadOnlyList<AddedToken> AddedTokens { get; }

        /// <summary>Those of the added tokens that are no text.</summary>
        public IReadOnlyDictionary<string, int> SpecialTokens { get; }
    }
}
