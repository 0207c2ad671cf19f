#nullable enable
using System;
using System.Runtime.InteropServices;
using System.Text;

namespace Repartee.Sessions.Wire
{
    /// <summary>
    /// Writes MessagePack (github.com/msgpack/msgpack, spec.md) into a buffer that is used again. Always the shortest form of a number, so
    /// that equal values have equal bytes. Not the MessagePack package, because Debian's Mono cannot run its reader (it lacks the indexer of
    /// ReadOnlySpan), and because a Unity project may have another major version of it. One thread at a time.
    /// </summary>
    internal sealed class PackWriter
    {
        private byte[] buffer = new byte[256];

        /// <summary>Bytes written so far.</summary>
        internal int Length { get; private set; }

        internal void Clear() => Length = 0;

        internal byte[] ToArray() => buffer.AsSpan(0, Length).ToArray();

        internal void WriteNil() => Byte(0xc0);

        internal void Write(bool value) => Byte(value ? 0xc3 : 0xc2);

        internal void Write(long value)
        {
            if (value >= 0)
                Write((ulong)value);
            else if (value >= -32)
                Byte((int)(value & 0xff));
            else if (value >= sbyte.MinValue)
                Number(0xd0, (ulong)value, 1);
            else if (value >= short.MinValue)
                Number(0xd1, (ulong)value, 2);
            else if (value >= int.MinValue)
                Number(0xd2, (ulong)value, 4);
            else
                Number(0xd3, (ulong)value, 8);
        }

        internal void Write(int value) => Write((long)value);

        internal void Write(ulong value)
        {
            if (value < 128)
                Byte((int)value);
            else if (value <= byte.MaxValue)
                Number(0xcc, value, 1);
            else if (value <= ushort.MaxValue)
                Number(0xcd, value, 2);
            else if (value <= uint.MaxValue)
                Number(0xce, value, 4);
            else
                Number(0xcf, value, 8);
        }

        internal void Write(double value) => Number(0xcb, (ulong)BitConverter.DoubleToInt64Bits(value), 8);

        internal void Write(float value) => Number(0xca, (uint)BitConverter.SingleToInt32Bits(value), 4);

        /// <summary>Text as UTF-8, or nil.</summary>
        internal void Write(string? value)
        {
            if (value is null)
            {
                WriteNil();
                return;
            }

            int count = Encoding.UTF8.GetByteCount(value);
            if (count < 32)
                Byte(0xa0 | count);
            else
                Header(0xd9, count);
            Reserve(count);
            Length += Encoding.UTF8.GetBytes(value, 0, value.Length, buffer, Length);
        }

        /// <summary>Bytes as they are (bin).</summary>
        internal void Write(Span<byte> value)
        {
            Header(0xc4, value.Length);
            Raw(value);
        }

        /// <summary>Numbers as bytes (bin), little-endian.</summary>
        internal void Write(int[] values) => Write(MemoryMarshal.AsBytes(values.AsSpan()));

        /// <inheritdoc cref="Write(int[])"/>
        internal void Write(float[] values) => Write(MemoryMarshal.AsBytes(values.AsSpan()));

        internal void WriteArrayHeader(int count) => Collection(0x90, 0xdc, count);

        internal void WriteMapHeader(int count) => Collection(0x80, 0xde, count);

        /// <summary>Bytes that are MessagePack already.</summary>
        internal void Raw(Span<byte> bytes)
        {
            Reserve(bytes.Length);
            bytes.CopyTo(buffer.AsSpan(Length));
            Length += bytes.Length;
        }

        private void Header(int first, int count)
        {
            int size = count <= byte.MaxValue ? 1 : count <= ushort.MaxValue ? 2 : 4;
            Number(first + (size == 1 ? 0 : size == 2 ? 1 : 2), (ulong)count, size);
        }

        private void Collection(int few, int many, int count)
        {
            if (count < 16)
                Byte(few | count);
            else if (count <= ushort.MaxValue)
                Number(many, (ulong)count, 2);
            else
                Number(many + 1, (ulong)count, 4);
        }

        private void Number(int first, ulong bits, int size)
        {
            Byte(first);
            Reserve(size);
            for (int shift = (size - 1) * 8; shift >= 0; shift -= 8)
                buffer[Length++] = (byte)(bits >> shift);
        }

        private void Byte(int value)
        {
            Reserve(1);
            buffer[Length++] = (byte)value;
        }

        private void Reserve(int count)
        {
            if (buffer.Length - Length < count)
                Array.Resize(ref buffer, Math.Max(buffer.Length * 2, Length + count));
        }
    }
}
