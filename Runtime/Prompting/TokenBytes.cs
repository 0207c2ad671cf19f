#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace Repartee.Prompting
{
    /// <summary>The bytes behind tokens, put together again.</summary>
    internal static class TokenBytes
    {
        /// <summary>The bytes of one token of a table.</summary>
        public static ReadOnlyMemory<byte> Of(byte[][] table, int id)
        {
            if ((uint)id >= (uint)table.Length)
                throw new ArgumentOutOfRangeException(
                    nameof(id), id, $"Expected a token id from 0 to {table.Length - 1}, but found {id}. Is it another model's?");
            return table[id];
        }

        /// <summary>The text whose bytes the tokens stand for; bytes that are no UTF-8 become U+FFFD.</summary>
        public static string Decode(ITokenizer tokenizer, IEnumerable<int> ids)
        {
            using var bytes = new MemoryStream();
            foreach (int id in ids)
                bytes.Write(tokenizer.GetBytes(id).Span);
            return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
        }
    }
}
