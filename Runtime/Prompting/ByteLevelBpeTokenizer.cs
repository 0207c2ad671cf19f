#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using Microsoft.ML.Tokenizers;
using Repartee.Internal;

namespace Repartee.Prompting
{
    /// <summary>
    /// A byte-level BPE tokenizer, as GPT-2 and its heirs use it: every text encodes, and decodes to itself. Reads the tokenizer.json
    /// of Hugging Face tokenizers. Immutable and safe to call from several threads.
    /// </summary>
    public sealed class ByteLevelBpeTokenizer : ITokenizer
    {
        private readonly BpeTokenizer _bpe;
        private readonly byte[][] _bytes;
        private readonly Dictionary<string, int> _added;
        private readonly SpecialTokenSplitter _addedTexts;
        private readonly SpecialTokenSplitter _allAdded;
        private readonly Lazy<string> _contentHash;

        /// <summary>Makes a tokenizer of a vocabulary.</summary>
        /// <param name="vocabulary">Tokens, merges and special tokens.</param>
        /// <exception cref="InvalidDataException">An ordinary token isn't spelled in the byte alphabet.</exception>
        public ByteLevelBpeTokenizer(BpeVocabulary vocabulary)
        {
            Vocabulary = vocabulary ?? throw new ArgumentNullException(nameof(vocabulary));
            _added = vocabulary.SpecialTokens.Concat(vocabulary.AddedTexts).ToDictionary(token => token.Key, token => token.Value);
            _addedTexts = new SpecialTokenSplitter(vocabulary.AddedTexts.Keys);
            _allAdded = new SpecialTokenSplitter(_added.Keys);
            _bytes = vocabulary.Tokens.Select(BytesOf).ToArray();
            var ordinary = vocabulary.Tokens.Select((token, id) => KeyValuePair.Create(token, id));
            _bpe = BpeTokenizer.Create(new BpeOptions(ordinary.Where(token => !vocabulary.SpecialTokens.ContainsKey(token.Key)))
            {
                Merges = vocabulary.Merges,
                ByteLevel = true,
                PreTokenizer = new Gpt2PreTokenizer(),
                Normalizer = vocabulary.ComposeText ? new NfcNormalizer() : null,
            });
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
        public int[] Encode(string text) => Encode(text, _addedTexts);

        /// <inheritdoc/>
        public int[] EncodeWithSpecialTokens(string text) => Encode(text, _allAdded);

        /// <inheritdoc/>
        public string Decode(IEnumerable<int> ids)
        {
            using var bytes = new MemoryStream();
            foreach (int id in ids)
                bytes.Write(GetBytes(id).Span);
            return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
        }

        /// <inheritdoc/>
        public ReadOnlyMemory<byte> GetBytes(int id)
        {
            if ((uint)id >= (uint)_bytes.Length)
                throw new ArgumentOutOfRangeException(
                    nameof(id), id, $"Expected a token id from 0 to {_bytes.Length - 1}, but found {id}. Is it another model's?");
            return _bytes[id];
        }

        private static string HashOf(BpeVocabulary vocabulary)
        {
            using var stream = new MemoryStream();
            vocabulary.Write(stream);
            using var sha256 = SHA256.Create();
            byte[] hash = sha256.ComputeHash(stream.GetBuffer(), 0, (int)stream.Length);
            return string.Concat(hash.Select(value => value.ToString("x2")));
        }

        private int[] Encode(string text, SpecialTokenSplitter splitter)
        {
            var ids = new List<int>();
            foreach ((string part, bool isToken) in splitter.Split(WellFormedText.Repair(text)))
            {
                if (isToken)
                    ids.Add(_added[part]);
                else
                    ids.AddRange(_bpe.EncodeToIds(part));
            }

            return ids.ToArray();
        }

        private byte[] BytesOf(string token)
        {
            if (Vocabulary.SpecialTokens.ContainsKey(token))
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
