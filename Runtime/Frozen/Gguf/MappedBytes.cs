#nullable enable
using System;
using System.IO;
using System.IO.MemoryMappedFiles;

namespace Repartee.Frozen.Gguf
{
    /// <summary>A file in a memory map.</summary>
    internal sealed unsafe class MappedBytes : GgufStorage
    {
        private readonly MemoryMappedFile map;
        private readonly MemoryMappedViewAccessor view;
        private byte* start;

        internal MappedBytes(FileStream file)
        {
            map = MemoryMappedFile.CreateFromFile(file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
            try
            {
                view = map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
                view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
                start += view.PointerOffset;
            }
            catch
            {
                view?.Dispose();
                map.Dispose();
                throw;
            }

            file.Dispose(); // the map stays
        }

        internal override void Read(long offset, Span<byte> destination) => Window(offset, destination.Length).CopyTo(destination);

        internal override bool TryWindow(long offset, int count, out ReadOnlySpan<byte> window)
        {
            window = Window(offset, count);
            return true;
        }

        public override void Dispose()
        {
            if (start == null) return;
            start = null;
            view.SafeMemoryMappedViewHandle.ReleasePointer();
            view.Dispose();
            map.Dispose();
        }

        private ReadOnlySpan<byte> Window(long offset, int count)
        {
            if (start == null) throw new ObjectDisposedException(nameof(GgufFile));
            return new ReadOnlySpan<byte>(start + offset, count);
        }
    }
}
