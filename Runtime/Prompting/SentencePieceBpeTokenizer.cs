#nullable enable
using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using Repartee.Internal;

namespace Repartee.Prompting
{
    /// <summary>
    /// A BPE tokenizer in SentencePiece's manner, as Llama 2, TinyLlama and Mistral use it: spaces are written "▁", a text is merged as a
    /// whole, and characters that the vocabulary lacks become bytes. Made by <see cref="TokenizerFile"/>. Immutable and safe to call from
    /// several threads.
    /// </summary>
    public sealed class SentencePieceBpeTokenizer : ITokenizer
    {
        private readonly SentencePieceRules _rules;
        private readonly string? _file;
        private readonly AddedTokenSplitter _splitter;
        private readonly Dictionary<int, int> _characters = new Dictionary<int, int>();
        private readonly int[] _byteIds = new int[256];
        private readonly TokenBytes _bytes;
        private readonly BpeMerger _merger;
        private readonly bool _wordsMergeAlone;

        /// <param name="contents">Tokens and merges.</param>
        /// <param name="rules">How text is prepared.</param>
        /// <param name="file">The tokenizer.json, to be saved as it is; null to write one.</param>
        /// <exception cref="InvalidDataException">A byte has no token, or the merges don't fit.</exception>
        internal SentencePieceBpeTokenizer(TokenizerContents contents, SentencePieceRules rules, string? file)
        {
            _rules = rules;
            _file = file;
            Contents = contents;
            SpecialTokens = contents.SpecialTokens;
            var merges = new BpeMerges(contents.Ids, contents.Merges);
            _merger = new BpeMerger(merges);
            _wordsMergeAlone = AllAreWords(merges, contents.Tokens);
            _splitter = new AddedTokenSplitter(contents.AddedTokens, rules.Normalize);
            _bytes = new TokenBytes(contents.Tokens.Count);
            for (int id = 0; id < _bytes.Count; id++)
                Add(id, contents.Tokens[id]);
            for (int value = 0; value < 256; value++)
            {
                string spelling = ByteSpelling(value);
                _byteIds[value] = contents.Ids.FindOrdinary(spelling);
                if (_byteIds[value] == TokenIds.None)
                    throw new InvalidDataException($"Expected an ordinary token for each of the 256 bytes, but \"{spelling}\" is none. "
                        + "Without it, characters outside the vocabulary can't be encoded.");
            }
        }

        /// <inheritdoc/>
        public int VocabularySize => _bytes.Count;

        /// <inheritdoc/>
        public IReadOnlyDictionary<string, int> SpecialTokens { get; }

        /// <summary>Tokens and merges.</summary>
        internal TokenizerContents Contents { get; }

        /// <summary>How text is prepared.</summary>
        internal SentencePieceRules Rules => _rules;

        /// <summary>The byte that a spelling such as "&lt;0x0A&gt;" stands for.</summary>
        internal static bool IsByte(string token, out byte value)
        {
            value = 0;
            return token.Length == 6 && token.StartsWith("<0x", StringComparison.Ordinal) && token[5] == '>'
                && byte.TryParse(token.Substring(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
        }

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
                    Merge(_rules.Escape(segment.Text, segment.Position), ids);
            }

            return ids.ToArray();
        }

        /// <inheritdoc/>
        public string Decode(IEnumerable<int> ids)
        {
            string text = TokenBytes.Decode(this, ids);
            return _rules.StripsLeadingSpace && text.StartsWith(" ", StringComparison.Ordinal) ? text.Substring(1) : text;
        }

        /// <inheritdoc/>
        public ReadOnlyMemory<byte> GetBytes(int id) => _bytes.Of(id);

        /// <inheritdoc/>
        public void Save(string tokenizerJsonPath) => AtomicFile.Write(tokenizerJsonPath, stream =>
        {
            if (_file is null)
                SentencePieceJsonWriter.Write(Contents, _rules, stream);
            else
                stream.Write(Encoding.UTF8.GetBytes(_file));
        });

        private static bool AllAreWords(BpeMerges merges, IReadOnlyList<string> tokens)
        {
            for (int rank = 0; rank < merges.Count; rank++)
            {
                string made = tokens[merges.Made(rank)];
                if (EndOfWord(made, 0) != made.Length)
                    return false;
            }

            return true;
        }

        // The next space behind another character.
        private static int EndOfWord(string text, int start)
        {
            int letters = start;
            while (letters < text.Length && text[letters] == SentencePieceRules.Space)
                letters++;
            int end = text.IndexOf(SentencePieceRules.Space, letters);
            return end < 0 ? text.Length : end;
        }

        private static int CodePoint(string text, int index) =>
            CharacterClass.Length(text, index) == 2 ? char.ConvertToUtf32(text, index) : text[index];

        private static string ByteSpelling(int value) => "<0x" + value.ToString("X2", CultureInfo.InvariantCulture) + ">";

        // Where no merge reaches from one word into the next, merging them one by one gives the same and is faster.
        private void Merge(string text, List<int> ids)
        {
            for (int start = 0; start < text.Length;)
            {
                int end = _wordsMergeAlone ? EndOfWord(text, start) : text.Length;
                _merger.Merge(Spell(text.Substring(start, end - start)), ids);
                start = end;
            }
        }

        private int[] Spell(string text)
        {
            var symbols = new List<int>(text.Length);
            for (int i = 0; i < text.Length; i += CharacterClass.Length(text, i))
            {
                if (_characters.TryGetValue(CodePoint(text, i), out int id))
                    symbols.Add(id);
                else
                    foreach (byte value in Encoding.UTF8.GetBytes(text.Substring(i, CharacterClass.Length(text, i))))
                        symbols.Add(_byteIds[value]);
            }

            return symbols.ToArray();
        }

        private void Add(int id, string token)
        {
            if (token.Length > 0 && !Contents.Ids.IsSpecial(id) && token.Length == CharacterClass.Length(token, 0))
                _characters[CodePoint(token, 0)] = id;
            if (token.Length == 0 || Contents.Ids.IsSpecial(id))
                _bytes.AddNone();
            else if (IsByte(token, out byte value))
                _bytes.AddByte(value);
            else
                _bytes.AddText(token.Replace(SentencePieceRules.Space, ' '));
        }
    }
}
