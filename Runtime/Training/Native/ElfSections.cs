#nullable enable
using System;
using System.Buffers.Binary;
using System.IO;
using System.Text;

namespace Repartee.Training.Native
{
    /// <summary>The section table of an ELF64 little-endian file; every access is checked against the file's bounds.</summary>
    internal readonly struct ElfSections
    {
        internal const uint DynamicSymbols = 11;
        internal const uint SymbolVersions = 0x6fffffff;
        internal const uint NeededVersions = 0x6ffffffe;
        private const int HeaderSize = 64;
        private const int EntrySize = 64;

        private readonly byte[] file;
        private readonly long table;
        private readonly int count;

        /// <exception cref="InvalidDataException">The bytes are not an ELF64 little-endian file with a section table.</exception>
        internal ElfSections(byte[] file)
        {
            this.file = file;
            if (file.Length < HeaderSize || !file.AsSpan(0, 6).SequenceEqual(new byte[] { 0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1 }))
                throw new InvalidDataException("it is not an ELF file of 64 bits, little-endian");
            ulong start = BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(40));
            int entrySize = BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(58));
            count = BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(60));
            if (start == 0 || count == 0 || entrySize != EntrySize || start > (ulong)file.Length ||
                (long)start + (long)count * EntrySize > file.Length)
                throw new InvalidDataException(
                    $"its section table ({count} entries of {entrySize} bytes at {start}) does not lie within its {file.Length} bytes; " +
                    "the file is cut off or stripped");
            table = (long)start;
        }

        internal ElfSection Require(uint type, string name)
        {
            for (int i = 0; i < count; i++)
                if (BinaryPrimitives.ReadUInt32LittleEndian(Entry(i).Slice(4)) == type) return At((uint)i, name);
            throw new InvalidDataException($"it has no section {name}");
        }

        internal ElfSection At(uint index, string name)
        {
            if (index >= count) throw new InvalidDataException($"section {name} is number {index}, but there are {count} sections");
            ReadOnlySpan<byte> entry = Entry((int)index);
            ulong offset = BinaryPrimitives.ReadUInt64LittleEndian(entry.Slice(24));
            ulong size = BinaryPrimitives.ReadUInt64LittleEndian(entry.Slice(32));
            if (offset > (ulong)file.Length || size > (ulong)file.Length - offset)
                throw new InvalidDataException($"section {name} ({size} bytes at {offset}) does not lie within the file's " +
                    $"{file.Length} bytes");
            return new ElfSection(name, (int)offset, (int)size, BinaryPrimitives.ReadUInt32LittleEndian(entry.Slice(40)));
        }

        private ReadOnlySpan<byte> Entry(int index) => file.AsSpan((int)table + index * EntrySize, EntrySize);
    }

    /// <summary>One section: where it lies in the file, and the section it refers to.</summary>
    internal readonly struct ElfSection
    {
        private readonly string name;

        internal ElfSection(string name, int offset, int size, uint link)
        {
            this.name = name;
            Offset = offset;
            Size = size;
            Link = link;
        }

        internal int Offset { get; }

        internal int Size { get; }

        internal uint Link { get; }

        internal ReadOnlySpan<byte> Slice(byte[] file, long start, int length)
        {
            if (start < 0 || start > Size - length)
                throw new InvalidDataException($"section {name} has {Size} bytes, but {length} at {start} are referred to");
            return file.AsSpan(Offset + (int)start, length);
        }

        /// <summary>Whether the zero-terminated text at a place equals the given one.</summary>
        internal bool TextEquals(byte[] file, uint start, string text)
        {
            if (start > Size - text.Length - 1) return false;
            ReadOnlySpan<byte> bytes = Slice(file, start, text.Length + 1);
            return bytes[text.Length] == 0 && Encoding.ASCII.GetString(bytes.Slice(0, text.Length).ToArray()) == text;
        }

        internal string Text(byte[] file, uint start)
        {
            ReadOnlySpan<byte> rest = Slice(file, start, 0).Length == 0 ? file.AsSpan(Offset + (int)start, Size - (int)start) : default;
            int end = rest.IndexOf((byte)0);
            return Encoding.ASCII.GetString((end < 0 ? rest : rest.Slice(0, end)).ToArray());
        }
    }
}
