#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Repartee.Internal;

namespace Repartee.Prompting
{
    /// <summary>
    /// What defines a byte-level BPE tokenizer: its tokens, merges, special tokens, and how it splits text. Immutable; read from and
    /// written to the tokenizer.json files of Hugging Face tokenizers, or made by <see cref="BpeTrainer"/>.
    /// </summary>
    public sealed class BpeVocabulary
    {
        /// <summary>Makes a vocabulary that splits text like GPT-2.</summary>
        /// <param name="tokens">
        /// The spelling of each token by id. Ordinary tokens are spelled in GPT-2's byte alphabet ("Ġwolf" is " wolf"), special tokens
        /// and added texts as they read.
        /// </param>
        /// <param name="merges">Pairs of ordinary tokens, parted by one space, in the order in which they are merged.</param>
        /// <param name="specialTokens">Which of the tokens are special, by their spelling.</param>
        /// <param name="addedTexts">Tokens that are matched in text before it is split and are text themselves; null for none.</param>
        /// <param name="composeText">True when text is composed (Unicode NFC) first.</param>
        /// <exception cref="InvalidDataException">
        /// A spelling occurs twice, a byte has no token, a merge uses or makes an unknown token, or a special token is unknown or can be
        /// reached from ordinary text.
        /// </exception>
        public BpeVocabulary(
            IEnumerable<string> tokens,
            IEnumerable<string> merges,
            IEnumerable<string> specialTokens,
            IEnumerable<string>? addedTexts = null,
            bool composeText = false)
        {
            Tokens = Array.AsReadOnly(tokens.ToArray());
            Merges = Array.AsReadOnly(merges.ToArray());
            Rules = new ByteLevelRules { ComposesText = composeText };
            Ids = BpeVocabularyCheck.IdsOf(Tokens);
            SpecialTokens = BpeVocabularyCheck.Select(Ids, specialTokens, "special token");
            AddedTexts = BpeVocabularyCheck.Select(Ids, addedTexts ?? Array.Empty<string>(), "added token");
            foreach (int id in SpecialTokens.Values)
                Ids.MarkSpecial(id);
            AddedTokens = SpecialTokens.Select(token => new AddedToken(token.Value, token.Key, isSpecial: true))
                .Concat(AddedTexts.Select(token => new AddedToken(token.Value, token.Key, isSpecial: false)))
                .OrderBy(token => token.Id).ToArray();
            BpeVocabularyCheck.Bytes(Ids);
            Merging = new BpeMerges(Ids, Merges);
        }

        /// <param name="contents">What a file holds; ids may have gaps.</param>
        /// <param name="rules">How the file splits text.</param>
        internal BpeVocabulary(TokenizerContents contents, ByteLevelRules rules)
        {
            Ids = contents.Ids;
            Tokens = contents.Tokens;
            Merges = contents.Merges;
            AddedTokens = contents.AddedTokens;
            Rules = rules;
            SpecialTokens = contents.SpecialTokens;
            AddedTexts = AddedTokens.Where(token => !token.IsSpecial).ToDictionary(token => token.Content, token => token.Id);
            if (rules.DropsUnknownBytes)
                BpeVocabularyCheck.PrintableBytes(Ids);
            else
                BpeVocabularyCheck.Bytes(Ids);
            Merging = new BpeMerges(Ids, Merges);
        }

        /// <summary>The spelling of each token; the index is its id. Empty where a file leaves an id out.</summary>
        public IReadOnlyList<string> Tokens { get; }

        /// <summary>Pairs of ordinary tokens, parted by one space, the first merged first.</summary>
        public IReadOnlyList<string> Merges { get; }

        /// <summary>The tokens that stand for roles, ends and padding, with their ids.</summary>
        public IReadOnlyDictionary<string, int> SpecialTokens { get; }

        /// <summary>
        /// Tokens that are matched in any text before it is split and are text themselves, with their ids. Usually empty.
        /// </summary>
        public IReadOnlyDictionary<string, int> AddedTexts { get; }

        /// <summary>True when text is composed (Unicode NFC) before it is encoded.</summary>
        public bool ComposeText => Rules.ComposesText;

        /// <summary>The ids of tokens by their spelling.</summary>
        internal TokenIds Ids { get; }

        /// <summary>The merges by the ids of their tokens.</summary>
        internal BpeMerges Merging { get; }

        /// <summary>Special tokens and added texts, by id.</summary>
        internal IReadOnlyList<AddedToken> AddedTokens { get; }

        /// <summary>What happens to text before it is merged.</summary>
        internal ByteLevelRules Rules { get; }

        /// <summary>Reads a tokenizer.json.</summary>
        /// <param name="path">The file.</param>
        /// <returns>The vocabulary in it.</returns>
        /// <exception cref="InvalidDataException">It is damaged, or of a kind that isn't supported; the message says which are.</exception>
        public static BpeVocabulary Load(string path)
        {
            using FileStream stream = File.OpenRead(path);
            return Parse(stream);
        }

        /// <summary>Reads the content of a tokenizer.json.</summary>
        /// <param name="stream">UTF-8 JSON; the caller disposes it.</param>
        /// <returns>The vocabulary in it.</returns>
        /// <exception cref="InvalidDataException">It is damaged, or of a kind that isn't supported; the message says which are.</exception>
        public static BpeVocabulary Parse(Stream stream) => TokenizerJsonReader.ReadByteLevel(stream);

        /// <summary>Writes a tokenizer.json that Hugging Face tokenizers read too. The file appears whole or not at all.</summary>
        /// <param name="path">The file; an old one is replaced.</param>
        /// <exception cref="IOException">The file can't be written.</exception>
        public void Save(string path) => AtomicFile.Write(path, Write);

        /// <summary>Writes the content of a tokenizer.json; equal vocabularies give equal bytes.</summary>
        /// <param name="stream">Where to; the caller disposes it.</param>
        public void Write(Stream stream) => TokenizerJsonWriter.Write(this, stream);
    }
}
