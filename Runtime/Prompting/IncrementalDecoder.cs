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
        private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();

        /// <summary>Makes a decoder for one reply after another.</summary>
        /// <param name="tokenizer">The tokenizer whose ids are pushed.</param>
        public IncrementalDecoder(ITokenizer tokenizer)
        {
            _tokenizer = tokenizer ?? throw new ArgumentNullException(nameof(tokenizer));
        }

        /// <summary>Takes the next token.</summary>
        /// <param name="id">A token id; special tokens add no text.</param>
        /// <returns>The text that is now complete; often empty.</returns>
        /// <exception cref="ArgumentOutOfRangeException">The id is outside the vocabulary.</exception>
        public string Push(int id) => Read(_tokenizer.GetBytes(id).Span, flush: false);

        /// <summary>Ends the reply and makes the decoder ready for the next.</summary>
        /// <returns>U+FFFD when the reply ended within a character, otherwise nothing.</returns>
        public string Flush() => Read(ReadOnlySpan<byte>.Empty, flush: true);

        private string Read(ReadOnlySpan<byte> bytes, bool flush)
        {
            Span<char> characters = bytes.Length <= 124 ? stackalloc char[128] : new char[bytes.Length + 4];
            int count = _decoder.GetChars(bytes, characters, flush);
            return count == 0 ? "" : characters.Slice(0, count).ToString();
        }
    }
}
