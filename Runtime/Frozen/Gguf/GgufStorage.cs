#nullable enable
using System;
using System.IO;

namespace Repartee.Frozen.Gguf
{
    /// <summary>The bytes of a file by their place: out of a memory map, or where the platform has none, out of the file.</summary>
    internal abstract class GgufStorage : IDisposable
    {
        /// <summary>Copies a part of the file; thread-safe, allocates nothing.</summary>
        internal abstract void Read(long offset, Span<byte> destination);

        /// <summary>The part itself where it is mapped. It must not be used once the file is disposed.</summary>
        internal abstract bool TryWindow(long offset, int count, out ReadOnlySpan<byte> window);

        public abstract void Dispose();

        /// <summary>Takes the stream over: disposing this disposes it.</summary>
        internal static GgufStorage Of(FileStream file)
        {
            try
            {
                return new MappedBytes(file);
            }
            catch (Exception error) when (error is NotSupportedException || error is IOException || error is NotImplementedException)
            {
                return new StreamBytes(file); // consoles and browsers; 32 bits with too little address space
            }
        }
    }
}
