#nullable enable
using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using Repartee.Frozen.Gguf;

namespace Repartee.Frozen.Model
{
    /// <summary>
    /// SHA-256 over the stored bytes of tensors, one after the other without the padding between them, in the order of
    /// <see cref="FrozenTensors.Of"/>: 64 lower-case hexadecimal digits. Metadata are not part of it.
    /// </summary>
    internal sealed class TensorHash : IGgufSeal, IDisposable
    {
        private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        string IGgufSeal.Key => FrozenMetadataKeys.ContentHash;

        int IGgufSeal.Length => 64;

        /// <summary>The hash; null before it is finished.</summary>
        internal string? Value { get; private set; }

        public void Add(ReadOnlySpan<byte> stored) => hash.AppendData(stored);

        public string Finish() => Value = BitConverter.ToString(hash.GetHashAndReset()).Replace("-", "").ToLowerInvariant();

        public void Dispose() => hash.Dispose();

        /// <summary>The hash of tensors as a file has them; reads all of them.</summary>
        internal static string Of(GgufFile file, IEnumerable<string> names)
        {
            using var hash = new TensorHash();
            var buffer = new byte[1 << 20];
            foreach (string name in names)
            {
                long bytes = file.Tensors[name].ByteCount;
                for (long done = 0; done < bytes;)
                {
                    Span<byte> part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, bytes - done));
                    file.Read(name, done, part);
                    hash.Add(part);
                    done += part.Length;
                }
            }

            return hash.Finish();
        }
    }
}
