#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using Microsoft.ML.Tokenizers;

namespace Repartee.Prompting
{
    /// <summary>
    /// A byte-level BPE tokenizer, as GPT-2 and its heirs use it: every text encodes, and decodes to itself (some published files compose
    /// text first, or lack bytes). Reads the tokenizer.json of Hugging Face tokenizers. Immutable and safe to call from several threads.
    /// </summary>
    public sealed class ByteLevelBpeTokenizer : ITokenizer
    {
        // Microsoft's tokenizer is fast on words, which it remembers, but takes quadratic time for their length.
        private const int LongWord = 256;
        private readonly BpeTokenizer _words;
        private readonly Lazy<BpeMerger> _longWords;
        private readonly Dictionary<string, int> _ordinary;
        private readonly byte[][] _bytes;
        private readonly AddedTokenSplitter _splitter;
        private readonly HashSet<char> _unknownBytes;
        private readonly Lazy<string> _contentHash;

        /// <summary>Makes a tokenizer of a vocabulary.</summary>
        /// <param name="vocabulary">Tokens, merges and special tokens.</param>
        /// <exception cref="InvalidDataException">An ordinary token isn't spelled in the byte alphabet.</exception>
        public ByteLevelBpeTokenizer(BpeVocabulary vocabulary)
        {
            Vocabulary = vocabulary ?? throw new ArgumentNullException(nameof(vocabulary));
            _splitter = new AddedTokenSplitter(vocabulary.AddedTokens, (text, _) => vocabulary.Rules.Normalize(text));
            _bytes = vocabulary.Tokens.Select(BytesOf).ToArray();
            _ordinary = vocabulary.Tokens.Select((token, id) => KeyValuePair.Create(token, id))
                .Where(token => token.Key.Length > 0 && !vocabulary.SpecialTokens.ContainsKey(token.Key))
                .ToDictionary(token => token.Key, token => token.Value);
            _words = BpeTokenizer.Create(new BpeOptions(_ordinary) { Merges = vocabulary.Merges });
            _longWords = new Lazy<BpeMerger>(() => new BpeMerger(_ordinary, vocabulary.Merges));
            _unknownBytes = new HashSet<char>(Enumerable.Range(0, 256).Select(value => ByteLevelAlphabet.ToChar((byte)value))
                .Where(spelling => !_ordinary.ContainsKey(spelling.ToString())));
            _contentHash = new Lazy<string>(() => HashOf(vocabulary));
        }

        /// <summary>The tokens and merges behind this tokenizer.</summary>
        public BpeVocabulary Vocabulary { get; }

        /// <inheritdoc/>
        public int VocabularySize => _bytes.Length;

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
                    foreach (string piece in Vocabulary.Rules.Split(segment.Text, segment.Position))
                        AddPiece(ByteLevelAlphabet.Spell(piece), ids);
            }

            return ids.ToArray();
        }

        /// <inheritdoc/>
        public string Decode(IEnumerable<int> ids) => TokenBytes.Decode(this, ids);

        /// <inheritdoc/>
        public ReadOnlyMemory<byte> GetBytes(int id) => TokenBytes.Of(_bytes, id);

        /// <inheritdoc/>
        public void Save(string tokenizerJsonPath) => Vocabulary.Save(tokenizerJsonPath);

        private static string HashOf(BpeVocabulary vocabulary)
        {
            using var stream = new MemoryStream();
            vocabulary.Write(stream);
            using var sha256 = SHA256.Create();
            byte[] hash = sha256.ComputeHash(stream.GetBuffer(), 0, (int)stream.Length);
            return string.Concat(hash.Select(value => value.ToString("x2")));
        }

        private void AddPiece(string spelling, List<int> ids)
        {
            if (_unknownBytes.Count > 0)
                spelling = string.Concat(spelling.Where(character => !_unknownBytes.Contains(character)));
            if (Vocabulary.Rules.IgnoresMerges && _ordinary.TryGetValue(spelling, out int id))
                ids.Add(id);
            else if (spelling.Length > LongWord)
                _longWords.Value.Merge(spelling.Select(character => _ordinary[character.ToString()]).ToArray(), ids);
            else if (spelling.Length > 0)
                ids.AddRange(_words.EncodeToIds(spelling, considerPreTokenization: false, considerNormalization: false));
        }

        private byte[] BytesOf(string token)
        {
            if (token.Length == 0 || Vocabulary.SpecialTokens.ContainsKey(token))
                return Array.Empty<byte>();
            if (Vocabulary.AddedTexts.ContainsKey(token))
                return Encoding.UTF8.GetBytes(token);
            return ByteLevelAlphabet.TryGetBytes(token, out byte[] bytes)
                ? bytes
                : throw new InvalidDataException($"Expected tokens spelled in GPT-2's byte alphabet, but found \"{token}\". "
                    + "Only byte-level BPE vocabularies are supported.");
        }
    }
}
