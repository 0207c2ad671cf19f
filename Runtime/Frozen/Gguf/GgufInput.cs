#nullable enable
using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;

namespace Repartee.Frozen.Gguf
{
    /// <summary>Little-endian values out of a stream, each checked against the bytes that are left before memory is taken for it.</summary>
    internal sealed class GgufInput
    {
        internal const int MostTextBytes = 1 << 24;
        internal const int MostItems = 1 << 24;
        private const string Remedy = "The file is damaged, cut off or not a GGUF file: copy or write it again.";
        private static readonly UTF8Encoding StrictUtf8 = new UTF8Encoding(false, true);

        private readonly Stream stream;
        private readonly string path;

        internal GgufInput(Stream stream, string path)
        {
            this.stream = stream;
            this.path = path;
            Length = stream.Length;
        }

        /// <summary>What is being read, for messages.</summary>
        internal string Place { get; set; } = "the header";

        internal long Length { get; }

        internal long Position { get; private set; }

        internal long Remaining => Length - Position;

        internal T Scalar<T>() where T : unmanaged
        {
            Span<T> one = stackalloc T[1];
            Fill(MemoryMarshal.AsBytes(one));
            return one[0];
        }

        internal T[] Scalars<T>(int count) where T : unmanaged
        {
            Require((long)count * Marshal.SizeOf<T>());
            var items = new T[count];
            Fill(MemoryMarshal.AsBytes(items.AsSpan()));
            return items;
        }

        internal bool Bool() => Bool(Scalar<byte>());

        internal bool[] Bools(int count) => Array.ConvertAll(Scalars<byte>(count), Bool);

        internal string Text() => Text(MostTextBytes);

        internal string Text(int mostBytes)
        {
            int length = Count(mostBytes, 1, "bytes of text");
            if (length == 0) return "";
            try
            {
                return StrictUtf8.GetString(Scalars<byte>(length));
            }
            catch (DecoderFallbackException)
            {
                throw Broken($"expected {Place} to hold a text in UTF-8, but found other bytes");
            }
        }

        internal string[] Texts(int count)
        {
            Require(count * 8L);
            var items = new string[count];
            for (int i = 0; i < count; i++) items[i] = Text();
            return items;
        }

        /// <summary>A number of things to come, each of which takes at least some bytes.</summary>
        internal int Count(int most, int leastBytes, string things)
        {
            ulong count = Scalar<ulong>();
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

        private void Fill(Span<byte> bytes)
        {
            Require(bytes.Length);
            Position += bytes.Length;
            while (bytes.Length > 0)
            {
                int read = stream.Read(bytes);
                if (read == 0)
                    throw new EndOfStreamException($"{path}: expected {Length} bytes, but the file shrank while it was read. Close the " +
                        "program that writes it.");
                bytes = bytes.Slice(read);
            }
        }
    }
}
