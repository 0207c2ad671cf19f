using System;
using System.Buffers.Binary;
using System.IO;
using System.IO.Compression;

namespace Repartee.Samples.PlaySession.Drawing;

/// <summary>Writes pictures of three bytes a pixel as PNG (ISO/IEC 15948).</summary>
internal static class PngWriter
{
    private const int Channels = 3;
    private const int Filters = 5;

    private static readonly uint[] Remainders = CrcTable();

    /// <param name="output">Receives the file.</param>
    /// <param name="pixels">Red, green, blue, row by row from the top; width x height x 3 bytes.</param>
    /// <exception cref="ArgumentException">There are more or fewer bytes.</exception>
    public static void Write(Stream output, ReadOnlySpan<byte> pixels, int width, int height)
    {
        if (width < 1 || height < 1 || pixels.Length != width * height * Channels)
            throw new ArgumentException($"Expected {width} x {height} pixels of 3 bytes, but found {pixels.Length} bytes.", nameof(pixels));
        output.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        header[8] = 8;                                                          // bits a channel
        header[9] = 2;                                                          // red, green, blue
        header[10..].Clear();
        Chunk(output, "IHDR"u8, header);
        Chunk(output, "IDAT"u8, Compressed(pixels, width, height));
        Chunk(output, "IEND"u8, []);
    }

    private static byte[] Compressed(ReadOnlySpan<byte> pixels, int width, int height)
    {
        int stride = width * Channels;
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            byte[] above = new byte[stride];
            byte[] best = new byte[stride + 1], other = new byte[stride + 1];
            for (int row = 0; row < height; row++)
            {
                var line = pixels.Slice(row * stride, stride);
                long least = long.MaxValue;
                for (byte filter = 0; filter < Filters; filter++)
                {
                    long sum = Filter(filter, line, above, other);
                    if (sum < least)
                        (least, best, other) = (sum, other, best);
                }

                zlib.Write(best);
                line.CopyTo(above);
            }
        }

        return compressed.ToArray();
    }

    /// <returns>How far the bytes are from 0 in all: the smaller, the better they compress.</returns>
    private static long Filter(byte filter, ReadOnlySpan<byte> line, ReadOnlySpan<byte> above, Span<byte> filtered)
    {
        filtered[0] = filter;
        long sum = 0;
        for (int i = 0; i < line.Length; i++)
        {
            int left = i < Channels ? 0 : line[i - Channels], corner = i < Channels ? 0 : above[i - Channels];
            int expected = filter switch
            {
                0 => 0,
                1 => left,
                2 => above[i],
                3 => (left + above[i]) / 2,
                _ => Paeth(left, above[i], corner),
            };
            byte value = (byte)(line[i] - expected);
            filtered[i + 1] = value;
            sum += Math.Abs((int)(sbyte)value);
        }

        return sum;
    }

    private static int Paeth(int left, int above, int corner)
    {
        int guess = left + above - corner;
        int byLeft = Math.Abs(guess - left), byAbove = Math.Abs(guess - above), byCorner = Math.Abs(guess - corner);
        return byLeft <= byAbove && byLeft <= byCorner ? left : byAbove <= byCorner ? above : corner;
    }

    private static void Chunk(Stream output, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        output.Write(number);
        output.Write(type);
        output.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(data, Crc(type, uint.MaxValue)));
        output.Write(number);
    }

    private static uint Crc(ReadOnlySpan<byte> bytes, uint remainder)
    {
        foreach (byte value in bytes)
            remainder = Remainders[(remainder ^ value) & 255] ^ (remainder >> 8);
        return remainder;
    }

    private static uint[] CrcTable()
    {
        var table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            table[i] = i;
            for (int bit = 0; bit < 8; bit++)
                table[i] = (table[i] & 1) != 0 ? 0xEDB88320 ^ (table[i] >> 1) : table[i] >> 1;
        }

        return table;
    }
}
