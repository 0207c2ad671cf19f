#nullable enable
using System;
using System.IO;

namespace Repartee.Frozen.Gguf
{
    /// <summary>A file that is read part by part.</summary>
    internal sealed class StreamBytes : GgufStorage
    {
        private readonly Stream file;

        internal StreamBytes(Stream file) => this.file = file;

        internal override void Read(long offset, Span<byte> destination)
        {
            lock (file)
            {
                file.Position = offset;
                while (destination.Length > 0)
                {
                    int read = file.Read(destination);
                    if (read == 0)
                        throw new EndOfStreamException(
                            "Expected a GGUF file to stay as it was when it was opened, but it shrank. Close the program that writes it.");
                    destination = destination.Slice(read);
                }
            }
        }

        internal override bool TryWindow(long offset, int count, out ReadOnlySpan<byte> window)
        {
            window = default;
            return false;
        }

        public override void Dispose() => file.Dispose();
    }
}
