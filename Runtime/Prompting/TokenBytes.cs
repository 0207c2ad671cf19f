#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.CompilerServices;
using System.Text;
using Repartee.Internal;

namespace Repartee.Prompting
{
    /// <summary>The bytes of all tokens by id, one behind the other. Once filled, safe to read from several threads.</summary>
    internal sealed class TokenBytes
    {
        /// <summary>No file that is read has more.</summary>
        private const int MostBytes = TokenizerJsonReader.MaxFileBytes;

        private readonly int[] _ends;
        private byte[] _bytes;
        private int _tokens;
        private int _used;

        /// <param name="tokens">How many tokens will be added.</param>
        public TokenBytes(int tokens)
        {
            _ends = new int[tokens];
            _bytes = new byte[4 * tokens];
        }

        /// <summary>How many tokens there are room for.</summary>
        public int Count => _ends.Length;

        /// <summary>The text whose bytes the tokens stand for; bytes that are no UTF-8 become U+FFFD.</summary>
        public static string Decode(ITokenizer tokenizer, IEnumerable<int> ids)
        {
            using var bytes = new MemoryStream();
            foreach (int id in ids)
                bytes.Write(tokenizer.GetBytes(id).Span);
            return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
        }

        /// <summary>The bytes of one token.</summary>
        public ReadOnlyMemory<byte> Of(int id)
        {
            if ((uint)id >= (uint)_ends.Length)
                throw new ArgumentOutOfRangeException(
                    nameof(id), id, $"Expected a token id from 0 to {_ends.Length - 1}, but found {id}. Is it another model's?");
            int start = id == 0 ? 0 : _ends[id - 1];
            return new ReadOnlyMemory<byte>(_bytes, start, _ends[id] - start);
        }

        /// <summary>Adds the next token, which has no bytes.</summary>
        public void AddNone() => _ends[_tokens++] = _used;

        /// <summary>Adds the next token, which stands for one byte.</summary>
        public void AddByte(byte value)
        {
            Reserve(1);
            _bytes[_used++] = value;
            _ends[_tokens++] = _used;
        }

        /// <summary>Adds the next token, which is a text.</summary>
        public void AddText(string text)
        {
            Reserve(Encoding.UTF8.GetMaxByteCount(text.Length));
            _used += Encoding.UTF8.GetBytes(text, 0, text.Length, _bytes, _used);
            _ends[_tokens++] = _used;
        }

        /// <summary>Adds the next token, which is spelled in <see cref="ByteLevelAlphabet"/>; false when it is not.</summary>
        [MethodImpl(FirstCall.Optimized)]
        public bool TryAddSpelled(string spelling)
        {
            Reserve(spelling.Length);
            if (!ByteLevelAlphabet.TryGetBytes(spelling, _bytes, _used))
                return false;
            _used += spelling.Length;
            _ends[_tokens++] = _used;
            return true;
        }

        private void Reserve(int bytes)
        {
            if (_used + bytes > _bytes.Length)
                Grow(bytes);
        }

        private void Grow(int bytes)
        {
            if (_used + bytes > MostBytes)
                throw new InvalidDataException(
                    $"Expected tokens of at most {MostBytes} bytes together, but found more. Choose a model with a smaller vocabulary.");
            Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, _used + bytes));
        }
    }
}
