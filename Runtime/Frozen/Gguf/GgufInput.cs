#nullable enable
using System;
using System.IO;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Repartee.Internal;

namespace Repartee.Frozen.Gguf
{
    /// <summary>Little-endian values out of a stream, each checked against the bytes that are left before memory is taken for it.</summary>
    internal sealed class GgufInput
    {
        internal const int MostTextBytes = 1 << 24;
        internal const int MostItems = 1 << 24;
        private const int BufferBytes = 1 << 16;
        private const char Replacement = '\uFFFD';
        private const string Remedy = "The file is damaged, cut off or not a GGUF file: copy or write it again.";

        private readonly Stream stream;
        private readonly string path;
        private readonly byte[] buffer = new byte[BufferBytes];     // [at, end) is read ahead
        private long taken;
        private int at;
        private int end;

        internal GgufInput(Stream stream, string path)
        {
            this.stream = stream;
            this.path = path;
            Length = stream.Length;
        }

        /// <summary>What is being read, for messages.</summary>
        internal string Place { get; set; } = "the header";

        internal long Length { get; }

        internal long Position => taken - (end - at);

        internal long Remaining => Length - Position;

        internal uint UInt32() => (uint)Bits(sizeof(uint));

        internal ulong UInt64() => Bits(sizeof(ulong));

        internal float Single() => BitConverter.Int32BitsToSingle((int)Bits(sizeof(float)));

        internal double Double() => BitConverter.Int64BitsToDouble((long)Bits(sizeof(double)));

        internal bool Bool() => Bool((byte)Bits(sizeof(byte)));

        /// <summary>A whole number of 1 to 8 bytes, without its sign.</summary>
        [MethodImpl(FirstCall.Optimized)]
        internal ulong Bits(int bytes)
        {
            if (end - at < bytes) ReadAhead(bytes);
            ulong bits = 0;
            for (int i = bytes - 1; i >= 0; i--) bits = (bits << 8) | buffer[at + i];
            at += bytes;
            return bits;
        }

        internal unsafe T[] Scalars<T>(int count) where T : unmanaged
        {
            Require((long)count * sizeof(T));
            var items = new T[count];
            Fill(MemoryMarshal.AsBytes(items.AsSpan()));
            return items;
        }

        internal bool[] Bools(int count) => Array.ConvertAll(Scalars<byte>(count), Bool);

        [MethodImpl(FirstCall.Optimized)]
        internal string Text(int mostBytes = MostTextBytes)
        {
            int length = Count(mostBytes, 1, "bytes of text");
            if (length == 0) return "";
            if (length > BufferBytes)
            {
                byte[] bytes = Scalars<byte>(length);
                return Text(bytes, 0, length);
            }

            if (end - at < length) ReadAhead(length);
            at += length;
            return Text(buffer, at - length, length);
        }

        [MethodImpl(FirstCall.Optimized)]
        internal string[] Texts(int count)
        {
            Require(count * 8L);
            var items = new string[count];
            for (int i = 0; i < count; i++) items[i] = Text();
            return items;
        }

        /// <summary>A number of things to come, each of which takes at least some bytes.</summary>
        [MethodImpl(FirstCall.Optimized)]
        internal int Count(int most, int leastBytes, string things)
        {
            ulong count = UInt64();
            long possible = Math.Min(most, Remaining / leastBytes);
            if (count > (ulong)possible)
                throw Broken($"expected {Place} to have at most {possible} {things}, but found {count}");
            return (int)count;
        }

        internal InvalidDataException Broken(string what) => new InvalidDataException($"{path}: {what}. {Remedy}");

        private bool Bool(byte value) =>
            value <= 1 ? value == 1 : throw Broken($"expected {Place} to hold a bool of 0 or 1, but found {value}");

        private void Require(long bytes)
        {
            if (bytes > Remaining) throw Broken($"expected {bytes} more bytes for {Place}, but found {Remaining}");
        }

        // Encoding.UTF8 is the fastest, but puts replacements where there is no UTF-8, and texts may hold that character themselves.
        [MethodImpl(FirstCall.Optimized)]
        private string Text(byte[] bytes, int start, int length)
        {
            string text = Encoding.UTF8.GetString(bytes, start, length);
            if (text.IndexOf(Replacement) >= 0) RequireUtf8(bytes, start, length);
            return text;
        }

        private void RequireUtf8(byte[] bytes, int start, int length)
        {
            try
            {
                new UTF8Encoding(false, true).GetCharCount(bytes, start, length);
            }
            catch (DecoderFallbackException)
            {
                throw Broken($"expected {Place} to hold a text in UTF-8, but found other bytes");
            }
        }

        private void Fill(Span<byte> bytes)
        {
            int ahead = Math.Min(end - at, bytes.Length);
            buffer.AsSpan(at, ahead).CopyTo(bytes);
            at += ahead;
            for (bytes = bytes.Slice(ahead); bytes.Length > 0;) bytes = bytes.Slice(Read(bytes));
        }

        // At least so many bytes, which fit into the buffer.
        private void ReadAhead(int bytes)
        {
            Require(bytes);
            Buffer.BlockCopy(buffer, at, buffer, 0, end - at);
            (at, end) = (0, end - at);
            while (end < bytes) end += Read(buffer.AsSpan(end));
        }

        private int Read(Span<byte> bytes)
        {
            int read = stream.Read(bytes);
            if (read == 0)
                throw new EndOfStreamException($"{path}: expected {Length} bytes, but the file shrank while it was read. Close the " +
                    "program that writes it.");
            taken += read;
            return read;
        }
    }
}
