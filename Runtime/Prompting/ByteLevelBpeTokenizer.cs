#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Repartee.Internal;

namespace Repartee.Prompting
{
    /// <summary>
    /// A byte-level BPE tokenizer, as GPT-2 and its heirs use it: every text encodes, and decodes to itself (some published files compose
    /// text first, or lack bytes). Reads the tokenizer.json of Hugging Face tokenizers. Immutable and safe to call from several threads.
    /// </summary>
    public sealed class ByteLevelBpeTokenizer : ITokenizer
    {
        private readonly BpeMerger _merger;
        private readonly BpeWordCache _words = new BpeWordCache();
        private readonly int[] _byteIds = new int[256];
        private readonly TokenBytes _bytes;
        private readonly AddedTokenSplitter _splitter;
        private readonly Lazy<string> _contentHash;

        /// <summary>Makes a tokenizer of a vocabulary.</summary>
        /// <param name="vocabulary">Tokens, merges and special tokens.</param>
        /// <exception cref="InvalidDataException">An ordinary token isn't spelled in the byte alphabet.</exception>
        public ByteLevelBpeTokenizer(BpeVocabulary vocabulary)
        {
            Vocabulary = vocabulary ?? throw new ArgumentNullException(nameof(vocabulary));
            _splitter = new AddedTokenSplitter(vocabulary.AddedTokens, (text, _) => vocabulary.Rules.Normalize(text));
            _bytes = BytesOf(vocabulary);
            _merger = new BpeMerger(vocabulary.Merging);
            for (int value = 0; value < _byteIds.Length; value++)
                _byteIds[value] = vocabulary.Ids.FindOrdinary(ByteLevelAlphabet.ToChar((byte)value).ToString());
            _contentHash = new Lazy<string>(() => HashOf(vocabulary));
        }

        /// <summary>The tokens and merges behind this tokenizer.</summary>
        public BpeVocabulary Vocabulary { get; }

        /// <inheritdoc/>
        public int VocabularySize => _bytes.Count;

        /// <inheritdoc/>
        public IReadOnlyDictionary<string, int> SpecialTokens => Vocabulary.SpecialTokens;

        /// <summary>
        /// SHA-256 of the vocabulary as <see cref="BpeVocabulary.Write"/> writes it, 64 lower-case hexadecimal digits: equal for
        /// tokenizers that encode alike, however their files are laid out.
        /// </summary>
        public string ContentHash => _contentHash.Value;

        /// <summary>Reads a tokenizer.json.</summary>
        /// <param name="tokenizerJsonPath">The file.</param>
        /// <returns>The tokenizer it describes.</returns>
        /// <exception cref="InvalidDataException">It is damaged, or of a kind that isn't supported; the message says which are.</exception>
        public static ByteLevelBpeTokenizer Load(string tokenizerJsonPath) =>
            new ByteLevelBpeTokenizer(BpeVocabulary.Load(tokenizerJsonPath));

        /// <summary>Reads the content of a tokenizer.json.</summary>
        /// <param name="tokenizerJson">UTF-8 JSON; the caller disposes it.</param>
        /// <returns>The tokenizer it describes.</returns>
        /// <exception cref="InvalidDataException">It is damaged, or of a kind that isn't supported; the message says which are.</exception>
        public static ByteLevelBpeTokenizer Parse(Stream tokenizerJson) => new ByteLevelBpeTokenizer(BpeVocabulary.Parse(tokenizerJson));

        /// <inheritdoc/>
        public int[] Encode(string text) => Encode(new[] { PromptPart.Words(text) }, TextPosition.Start);

        /// <inheritdoc/>
        public int[] EncodeWithSpecialTokens(string text) => Encode(new[] { PromptPart.Trusted(text) }, TextPosition.Start);

        /// <inheritdoc/>
        public int[] Encode(IReadOnlyList<PromptPart> parts, TextPosition position)
        {
            var ids = new List<int>();
            foreach (TextSegment segment in _splitter.Split(parts, position))
            {
                if (segment.Token != null)
                    ids.Add(segment.Token.Id);
                else
                    foreach (string word in Vocabulary.Rules.Split(segment.Text, segment.Position))
                        AddWord(word, ids);
            }

            return ids.ToArray();
        }

        /// <inheritdoc/>
        public string Decode(IEnumerable<int> ids) => TokenBytes.Decode(this, ids);

        /// <inheritdoc/>
        public ReadOnlyMemory<byte> GetBytes(int id) => _bytes.Of(id);

        /// <inheritdoc/>
        public void Save(string tokenizerJsonPath) => Vocabulary.Save(tokenizerJsonPath);

        [MethodImpl(FirstCall.Optimized)]
        private static TokenBytes BytesOf(BpeVocabulary vocabulary)
        {
            var bytes = new TokenBytes(vocabulary.Tokens.Count);
            for (int id = 0; id < bytes.Count; id++)
            {
                string token = vocabulary.Tokens[id];
                if (token.Length == 0 || vocabulary.Ids.IsSpecial(id))
                    bytes.AddNone();
                else if (vocabulary.AddedTexts.Count > 0 && vocabulary.AddedTexts.ContainsKey(token))
                    bytes.AddText(token);
                else if (!bytes.TryAddSpelled(token))
                    throw new InvalidDataException($"Expected tokens spelled in GPT-2's byte alphabet, but found \"{token}\". "
                        + "Only byte-level BPE vocabularies are supported.");
            }

            return bytes;
        }

        private static string HashOf(BpeVocabulary vocabulary)
        {
            using var stream = new MemoryStream();
            vocabulary.Write(stream);
            using var sha256 = SHA256.Create();
            byte[] hash = sha256.ComputeHash(stream.GetBuffer(), 0, (int)stream.Length);
            return string.Concat(hash.Select(value => value.ToString("x2")));
        }

        private void AddWord(string word, List<int> ids)
        {
            if (!_words.TryGet(word, out int[] tokens))
            {
                tokens = Merge(Encoding.UTF8.GetBytes(word));
                _words.Add(word, tokens);
            }

            ids.AddRange(tokens);
        }

        private int[] Merge(byte[] word)
        {
            // A byte without a token is left out: ByteLevelRules.DropsUnknownBytes.
            int[] tokens = new int[word.Length];
            int count = 0;
            foreach (byte value in word)
                if (_byteIds[value] != TokenIds.None)
                    tokens[count++] = _byteIds[value];
            Array.Resize(ref tokens, count);
            if (Vocabulary.Rules.IgnoresMerges)
            {
                int whole = Vocabulary.Ids.FindOrdinary(string.Concat(tokens.Select(token => Vocabulary.Tokens[token])));
                if (whole != TokenIds.None)
                    return new[] { whole };
            }

            var merged = new List<int>(tokens.Length);
            _merger.Merge(tokens, merged);
            return merged.ToArray();
        }
    }
}
