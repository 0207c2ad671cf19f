#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Repartee.Prompting;

namespace Repartee.Frozen.Model
{
    /// <summary>A tokenizer as metadata, so that <see cref="TokenizerReader"/> makes the same of it.</summary>
    internal sealed class TokenizerWriter
    {
        private readonly List<KeyValuePair<string, object>> metadata = new List<KeyValuePair<string, object>>();
        private readonly List<string> notes = new List<string>();

        /// <param name="tokenizer">The tokenizer.</param>
        /// <param name="rows">How many tokens the embedding has, at least as many as the tokenizer.</param>
        /// <param name="unknown">Id of the token for what the vocabulary lacks; null for none.</param>
        /// <exception cref="InvalidDataException">It cannot be said in metadata.</exception>
        internal TokenizerWriter(ITokenizer tokenizer, int rows, int? unknown)
        {
            switch (tokenizer)
            {
                case ByteLevelBpeTokenizer bytes:
                    AddByteLevel(bytes.Vocabulary, rows, unknown);
                    break;
                case SentencePieceBpeTokenizer pieces:
                    AddSentencePiece(pieces, rows, unknown);
                    break;
                default:
                    throw new InvalidDataException(
                        $"Expected a {nameof(ByteLevelBpeTokenizer)} or a {nameof(SentencePieceBpeTokenizer)}, but found a " +
                        $"{tokenizer.GetType().Name}. Only these can be written into a GGUF file.");
            }
        }

        /// <summary>In the order to write.</summary>
        internal IReadOnlyList<KeyValuePair<string, object>> Metadata => metadata;

        /// <summary>Where llama.cpp, which does not know our keys, may make other tokens of a text.</summary>
        internal IReadOnlyList<string> Notes => notes;

        private void AddByteLevel(BpeVocabulary vocabulary, int rows, int? unknown)
        {
            PreTokenizer pre = PreTokenizer.Of(vocabulary.Rules);
            Put(TokenizerKeys.Model, "gpt2");
            Put(TokenizerKeys.Pre, pre.Name);
            PutTokens(vocabulary.Tokens, vocabulary.AddedTokens, rows, unknown, _ => false);
            Put(TokenizerKeys.Merges, vocabulary.Merges.ToArray());
            Put(TokenizerKeys.AddSpacePrefix, false);
            ByteLevelRules rules = vocabulary.Rules;
            Put(TokenizerKeys.ComposesText, rules.ComposesText);
            Put(TokenizerKeys.AddsSpace, rules.AddsPrefixSpace);
            Put(TokenizerKeys.IgnoresMerges, rules.IgnoresMerges);
            Put(TokenizerKeys.DropsUnknownBytes, rules.DropsUnknownBytes);
            Note(
                rules.ComposesText,
                "does not compose text (Unicode NFC) first: letters typed with combining marks may become other tokens");
            Note(rules.AddsPrefixSpace, "puts no space in front of a text");
            Note(
                rules.IgnoresMerges != pre.IgnoresMerges,
                $"{(pre.IgnoresMerges ? "takes a word that is a token as it is" : "merges a word that is a token too")}: a few words may " +
                "become other tokens");
        }

        private void AddSentencePiece(SentencePieceBpeTokenizer tokenizer, int rows, int? unknown)
        {
            TokenizerContents contents = tokenizer.Contents;
            SentencePieceRules rules = tokenizer.Rules;
            Put(TokenizerKeys.Model, "llama");
            Put(TokenizerKeys.Pre, "default");
            TokenType[] types = PutTokens(
                contents.Tokens, contents.AddedTokens, rows, unknown, token => SentencePieceBpeTokenizer.IsByte(token, out _));
            float[] scores = ScoredMerges.Scores(rows, contents.Ids, contents.Merges);
            Put(TokenizerKeys.Scores, scores);
            Put(TokenizerKeys.AddSpacePrefix, rules.Prefix != SentencePiecePrefix.None);
            Put(TokenizerKeys.SpacePrefix, SpacePrefixes.Name(rules.Prefix));
            Put(TokenizerKeys.StripsLeadingSpace, rules.StripsLeadingSpace);
            string[] implied = ScoredMerges.Of(contents.Ids, id => types[id] == TokenType.Normal, scores, "The tokenizer");
            bool follow = implied.SequenceEqual(contents.Merges);
            if (!follow) Put(TokenizerKeys.OwnMerges, contents.Merges.ToArray());
            Note(
                !follow,
                "also merges pairs of tokens that this tokenizer does not, or in another order: a few words may become other tokens");
            Note(
                rules.Prefix == SentencePiecePrefix.FirstWord || rules.Prefix == SentencePiecePrefix.EveryWord,
                "puts a space in front of every text, also behind special tokens and where there is one already");
        }

        private TokenType[] PutTokens(
            IReadOnlyList<string> tokens, IReadOnlyList<AddedToken> added, int rows, int? unknown, Func<string, bool> isByte)
        {
            var spellings = new string[rows];
            var types = new TokenType[rows];
            var known = new HashSet<string>(tokens, StringComparer.Ordinal);
            for (int id = 0; id < rows; id++)
            {
                bool used = id < tokens.Count && tokens[id].Length > 0;
                spellings[id] = used ? tokens[id] : Filler(id, known);
                types[id] = !used ? TokenType.Unused : isByte(tokens[id]) ? TokenType.Byte : TokenType.Normal;
            }

            foreach (AddedToken token in added)
                types[token.Id] = !token.IsSpecial ? TokenType.UserDefined : token.Id == unknown ? TokenType.Unknown : TokenType.Control;
            Put(TokenizerKeys.Tokens, spellings);
            Put(TokenizerKeys.Types, types.Select(type => (int)type).ToArray());
            Put(TokenizerKeys.AddedIds, added.Select(token => token.Id).ToArray());
            Put(TokenizerKeys.AddedFlags, added.Select(AddedTokenFlags.Of).ToArray());
            string[] flagged = added.Where(t => t.StripsLeft || t.StripsRight || t.IsSingleWord || (!t.IsSpecial && t.IsNormalized))
                .Select(t => t.Content).ToArray();
            Note(
                flagged.Length > 0,
                $"finds {string.Join(", ", flagged)} in text without their rules (lstrip, rstrip, single_word, normalized)");
            return types;
        }

        // As converters spell it, unless a token is spelled so.
        private static string Filler(int id, HashSet<string> known)
        {
            string filler = $"[PAD{id}]";
            while (!known.Add(filler)) filler += "]";
            return filler;
        }

        private void Put(string key, object value) => metadata.Add(KeyValuePair.Create(key, value));

        private void Note(bool holds, string what)
        {
            if (holds) notes.Add($"llama.cpp {what}. Repartee's players tokenize this file like the actor's folder.");
        }
    }
}
