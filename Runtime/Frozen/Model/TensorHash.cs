#nullable enable
using System;
using System.Collections.Generic;
using System.Security.Cryptography;

namespace Repartee.Frozen.Model
{
    /// <summary>
    /// SHA-256 over the stored bytes of tensors, one after the other without the padding between them, in the order of
    /// <see cref="FrozenTensors.Of"/>: 64 lower-case hexadecimal digits. Metadata are not part of it.
    /// </summary>
    internal sealed class TensorHash : IDisposable
    {
        private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        internal void Add(ReadOnlySpan<byte> stored) => hash.AppendData(stored);

        internal string Finish() => BitConverter.ToString(hash.GetHashAndReset()).Replace("-", "").ToLowerInvariant();

        public void Dispose() => hash.Dispose();

        /// <summary>The hash of tensors as a file has them; reads all of them.</summary>
        internal static string Of(Gguf.GgufFile file, IEnumerable<string> names)
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
