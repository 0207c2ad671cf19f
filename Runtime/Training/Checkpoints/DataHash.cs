#nullable enable
using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Repartee.Training.Actor;

namespace Repartee.Training.Checkpoints
{
    /// <summary>SHA-256 of what a run learns from, as it learns it: other data, other order or another tokenizer, another hash.</summary>
    internal sealed class DataHash : IDisposable
    {
        private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        /// <summary>The number of rows and their hash.</summary>
        internal static string Of(IReadOnlyList<TokenRow> rows)
        {
            using var hash = new DataHash();
            foreach (var row in rows)
            {
                hash.Add(row.Tokens);
                hash.Add(row.Chosen);
            }

            return hash.Text(rows.Count, "rows");
        }

        internal static string Of(string text)
        {
            using var hash = new DataHash();
            hash.Add(text);
            return hash.Text(text.Length, "letters");
        }

        internal void Add(params int[] values)
        {
            hash.AppendData(BitConverter.GetBytes(values.Length));              // else two lists could be parted otherwise
            hash.AppendData(MemoryMarshal.AsBytes(values.AsSpan()).ToArray());
        }

        internal void Add(double value) => hash.AppendData(BitConverter.GetBytes(value));

        internal void Add(string text)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            hash.AppendData(BitConverter.GetBytes(bytes.Length));
            hash.AppendData(bytes);
        }

        /// <summary>Ends the hash.</summary>
        /// <param name="count">How many things it is of.</param>
        /// <param name="things">What they are.</param>
        internal string Text(int count, string things) =>
            $"{count} {things}, {BitConverter.ToString(hash.GetHashAndReset()).Replace("-", "").ToLowerInvariant()}";

        /// <inheritdoc/>
        public void Dispose() => hash.Dispose();
    }
}
