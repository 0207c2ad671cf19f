#nullable enable
using System;
using System.Text;

namespace Repartee.Prompting
{
    /// <summary>
    /// Decodes a reply while it is being sampled. A character whose bytes are spread over several tokens appears when the last of them
    /// has come, so the pieces, joined, equal the text decoded at once. For one reply and one thread at a time.
    /// </summary>
    public sealed class IncrementalDecoder
    {
        private readonly ITokenizer _tokenizer;
        private readonly string _lead;
        private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
        private string? _beginning = "";        // what is held back of it; null once the reply has begun

        /// <summary>Makes a decoder for one reply after another.</summary>
        /// <param name="tokenizer">The tokenizer whose ids are pushed.</param>
        /// <param name="lead">
        /// What is left out where a reply begins with it (<see cref="ChatTemplate.ReplyLead"/>); empty by default.
        /// </param>
        public IncrementalDecoder(ITokenizer tokenizer, string lead = "")
        {
            _tokenizer = tokenizer ?? throw new ArgumentNullException(nameof(tokenizer));
            _lead = lead ?? throw new ArgumentNullException(nameof(lead));
        }

        /// <summary>Takes the next token.</summary>
        /// <param name="id">A token id; special tokens, and ids beyond the vocabulary, for which published actors have rows, add no
        /// text.</param>
        /// <returns>The text that is now complete; often empty.</returns>
        /// <exception cref="ArgumentOutOfRangeException">The id is negative.</exception>
        public string Push(int id) =>
            id < _tokenizer.VocabularySize ? WithoutLead(Read(_tokenizer.GetBytes(id).Span, flush: false)) : "";

        /// <summary>Ends the reply and makes the decoder ready for the next.</summary>
        /// <returns>U+FFFD when the reply ended within a character, what was held back of a lead, otherwise nothing.</returns>
        public string Flush()
        {
            string text = _beginning + Read(ReadOnlySpan<byte>.Empty, flush: true);
            _beginning = "";
            return text;
        }

        // Text is held back for as long as it may be the beginning of the lead.
        private string WithoutLead(string text)
        {
            if (_beginning is null)
                return text;
            _beginning += text;
            bool mayBeLead = _beginning.Length < _lead.Length && _lead.StartsWith(_beginning, StringComparison.Ordinal);
            if (mayBeLead || _beginning.Length == 0)
                return "";
            string rest = _beginning.StartsWith(_lead, StringComparison.Ordinal) ? _beginning.Substring(_lead.Length) : _beginning;
            _beginning = null;
            return rest;
        }

        private string Read(ReadOnlySpan<byte> bytes, bool flush)
        {
            Span<char> characters = bytes.Length <= 124 ? stackalloc char[128] : new char[bytes.Length + 4];
            int count = _decoder.GetChars(bytes, characters, flush);
            return count == 0 ? "" : characters.Slice(0, count).ToString();
        }
    }
}
