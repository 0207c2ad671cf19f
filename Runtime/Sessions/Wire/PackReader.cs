#nullable enable
using System;
using System.Runtime.InteropServices;
using System.Text;

namespace Repartee.Sessions.Wire
{
    /// <summary>
    /// Reads MessagePack that is not trusted: whatever a header claims, no more memory is taken than the message has bytes. Any form of a
    /// number is taken. One thread at a time.
    /// </summary>
    internal sealed class PackReader
    {
        private static readonly Encoding Utf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);

        private readonly byte[] bytes;

        internal PackReader(byte[] bytes) => this.bytes = bytes;

        /// <summary>Bytes read so far.</summary>
        internal int Position { get; private set; }

        internal bool TryReadNil()
        {
            if (Position < bytes.Length && bytes[Position] == 0xc0)
            {
                Position++;
                return true;
            }

            return false;
        }

        internal bool ReadBoolean()
        {
            int first = Next();
            return first == 0xc3 || (first == 0xc2 ? false : throw Unexpected("true or false", first));
        }

        internal long ReadInt64()
        {
            int first = Next();
            return first < 0x80 ? first
                : first >= 0xe0 ? (sbyte)first
                : first switch
                {
                    0xcc => (long)Bits(1),
                    0xcd => (long)Bits(2),
                    0xce => (long)Bits(4),
                    0xcf => Bits(8) is ulong large && large <= long.MaxValue ? (long)large : throw new PackException("a number is too large."),
                    0xd0 => (sbyte)Bits(1),
                    0xd1 => (short)Bits(2),
                    0xd2 => (int)Bits(4),
                    0xd3 => (long)Bits(8),
                    _ => throw Unexpected("a whole number", first),
                };
        }

        internal ulong ReadUInt64()
        {
            if (Position < bytes.Length && bytes[Position] == 0xcf)
            {
                Position++;
                return Bits(8);
            }

            long value = ReadInt64();
            return value >= 0 ? (ulong)value : throw new PackException($"a number is {value}, but may not be below 0.");
        }

        internal int ReadInt32()
        {
            long value = ReadInt64();
            return value >= int.MinValue && value <= int.MaxValue ? (int)value : throw new PackException($"{value} is too large here.");
        }

        internal double ReadDouble()
        {
            int first = Next();
            return first == 0xcb ? BitConverter.Int64BitsToDouble((long)Bits(8))
                : first == 0xca ? BitConverter.Int32BitsToSingle((int)Bits(4))
                : throw Unexpected("a number", first);
        }

        /// <summary>Text that must be there.</summary>
        internal string ReadText() => ReadString() ?? throw new PackException("a text is missing.");

        /// <summary>Text or nil.</summary>
        internal string? ReadString()
        {
            if (TryReadNil())
                return null;
            int first = Next();
            int count = (first & 0xe0) == 0xa0 ? first & 0x1f
                : first switch { 0xd9 => Count(1), 0xda => Count(2), 0xdb => Count(4), _ => throw Unexpected("a text", first) };
            int start = Skip(count);
            try
            {
                return Utf8.GetString(bytes, start, count);
            }
            catch (DecoderFallbackException error)
            {
                throw new PackException("a text is not UTF-8.", error);
            }
        }

        internal Span<byte> ReadBytes()
        {
            int first = Next();
            int count = first switch { 0xc4 => Count(1), 0xc5 => Count(2), 0xc6 => Count(4), _ => throw Unexpected("bytes", first) };
            return bytes.AsSpan(Skip(count), count);
        }

        internal int[] ReadInts() => Numbers<int>(ReadBytes());

        internal float[] ReadFloats() => Numbers<float>(ReadBytes());

        /// <summary>At most as many elements as bytes are left.</summary>
        internal int ReadArrayHeader()
        {
            int first = Next();
            return (first & 0xf0) == 0x90 ? Bounded(first & 0x0f)
                : first switch { 0xdc => Bounded(Count(2)), 0xdd => Bounded(Count(4)), _ => throw Unexpected("a list", first) };
        }

        /// <summary>At most as many entries as bytes are left.</summary>
        internal int ReadMapHeader()
        {
            int first = Next();
            return (first & 0xf0) == 0x80 ? Bounded(first & 0x0f)
                : first switch { 0xde => Bounded(Count(2)), 0xdf => Bounded(Count(4)), _ => throw Unexpected("a map", first) };
        }

        /// <summary>Throws unless the list that comes has exactly this many elements.</summary>
        internal void Expect(int count, string what)
        {
            int found = ReadArrayHeader();
            if (found != count)
                throw new PackException($"{what} has {found} fields instead of {count}.");
        }

        /// <summary>Throws unless all was read.</summary>
        internal void ExpectEnd()
        {
            if (Position != bytes.Length)
                throw new PackException($"{bytes.Length - Position} bytes are left over.");
        }

        private static T[] Numbers<T>(Span<byte> raw)
            where T : struct
        {
            if (raw.Length % sizeof(int) != 0)
                throw new PackException($"a list of numbers has {raw.Length} bytes.");
            return MemoryMarshal.Cast<byte, T>(raw).ToArray();
        }

        private static PackException Unexpected(string wanted, int found) => new PackException($"expected {wanted}, but found the type 0x{found:x2}.");

        private int Next() => bytes[Skip(1)];

        private int Count(int size)
        {
            ulong count = Bits(size);
            return count <= int.MaxValue ? (int)count : throw new PackException($"a length of {count} is too large.");
        }

        private int Bounded(int count) =>
            count <= bytes.Length - Position ? count : throw new PackException($"{count} elements can not be in {bytes.Length - Position} bytes.");

        private ulong Bits(int size)
        {
            ulong bits = 0;
            for (int i = Skip(size), end = i + size; i < end; i++)
                bits = (bits << 8) | bytes[i];
            return bits;
        }

        /// <returns>Where the skipped bytes begin.</returns>
        private int Skip(int count)
        {
            if (count > bytes.Length - Position)
                throw new PackException("the message ends too early.");
            int start = Position;
            Position += count;
            return start;
        }
    }
}
