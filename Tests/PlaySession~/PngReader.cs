using System;
using System.Buffers.Binary;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;

namespace Repartee.PlaySession.Tests;

/// <summary>Reads what <c>PngWriter</c> writes, by the standard and not by its code.</summary>
internal sealed class PngReader
{
    public PngReader(byte[] file)
    {
        if (!file.AsSpan(0, 8).SequenceEqual(new byte[] { 137, 80, 78, 71, 13, 10, 26, 10 }))
            throw new InvalidDataException("No PNG.");
        using var compressed = new MemoryStream();
        int at = 8;
        string kind = "";
        while (kind != "IEND")
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            kind = Encoding.ASCII.GetString(file, at + 4, 4);
            var data = file.AsSpan(at + 8, length);
            if (BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at + 8 + length)) != BitwiseCrc(file.AsSpan(at + 4, length + 4)))
                throw new InvalidDataException($"The checksum of {kind} is wrong.");
            if (kind == "IHDR")
            {
                Width = BinaryPrimitives.ReadInt32BigEndian(data);
                Height = BinaryPrimitives.ReadInt32BigEndian(data[4..]);
                Format = data[8..].ToArray();
            }

            if (kind == "IDAT")
                compressed.Write(data);
            at += length + 12;
        }

        if (at != file.Length)
            throw new InvalidDataException("There is something behind the end.");
        compressed.Position = 0;
        using var zlib = new ZLibStream(compressed, CompressionMode.Decompress);
        using var raw = new MemoryStream();
        zlib.CopyTo(raw);
        Pixels = Unfilter(raw.ToArray());
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Bits, colour type, compression, filters, interlacing.</summary>
    public byte[] Format { get; } = [];

    public byte[] Pixels { get; }

    private byte[] Unfilter(byte[] raw)
    {
        int stride = Width * 3;
        var pixels = new byte[stride * Height];
        for (int row = 0; row < Height; row++)
        {
            for (int i = 0; i < stride; i++)
            {
                int a = i >= 3 ? pixels[(row * stride) + i - 3] : 0, b = row > 0 ? pixels[((row - 1) * stride) + i] : 0;
                int c = i >= 3 && row > 0 ? pixels[((row - 1) * stride) + i - 3] : 0;
                int nearest = new[] { a, b, c }.MinBy(value => Math.Abs(a + b - c - value));
                int guess = raw[row * (stride + 1)] switch
                {
                    0 => 0,
                    1 => a,
                    2 => b,
                    3 => (a + b) >> 1,
                    4 => nearest,
                    _ => throw new InvalidDataException("There is no such filter."),
                };
                pixels[(row * stride) + i] = (byte)(raw[(row * (stride + 1)) + 1 + i] + guess);
            }
        }

        return pixels;
    }

    private static uint BitwiseCrc(ReadOnlySpan<byte> bytes)
    {
        uint crc = 0xFFFFFFFF;
        foreach (byte value in bytes)
        {
            for (int bit = 0; bit < 8; bit++)
            {
                uint low = (crc ^ ((uint)value >> bit)) & 1;
                crc = (crc >> 1) ^ (low * 0xEDB88320);
            }
        }

        return ~crc;
    }
}
