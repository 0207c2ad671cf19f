using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;

namespace Repartee.Fuzz.Tests.Mutations;

/// <summary>Knows nothing of the format: changed, moved, added and missing bytes, and numbers that lengths should not be.</summary>
/// <param name="inPlace">Whether bytes are only changed, so that what follows keeps its place and more is understood.</param>
internal sealed class ByteMutator(bool inPlace = false) : IMutator
{
    private const int LongestSlice = 64;

    private static readonly ulong[] Numbers =
    [
        0, 1, 2, 7, 8, 31, 32, 33, 64, 127, 128, 255, 256, 65535, 65536, 1 << 24, int.MaxValue - 7, int.MaxValue, 1ul << 31,
        uint.MaxValue - 1, uint.MaxValue, 1ul << 32, 1ul << 61, 1ul << 62, long.MaxValue - 31, long.MaxValue, 1ul << 63, ulong.MaxValue - 31, ulong.MaxValue,
    ];

    private static readonly byte[] Marks = "0123456789-+.eE{}[]\",:\\u/ \n\r\0"u8.ToArray();

    public byte[] Mutate(byte[] sound, byte[] other, Random random)
    {
        var bytes = sound.ToList();
        for (int edits = random.Next(1, 5); edits > 0 && bytes.Count > 0; edits--)
            Edit(bytes, other, random);
        if (!inPlace && random.Next(12) == 0)
        {
            int end = random.Next(bytes.Count + 1);
            bytes.RemoveRange(end, bytes.Count - end);
        }

        return [.. bytes];
    }

    private void Edit(List<byte> bytes, byte[] other, Random random)
    {
        int at = random.Next(bytes.Count);
        int count = Math.Min(random.Next(1, LongestSlice), bytes.Count - at);
        switch (random.Next(inPlace ? 4 : 10))
        {
            case 0: bytes[at] = (byte)random.Next(256); break;
            case 1: bytes[at] ^= (byte)(1 << random.Next(8)); break;
            case 2: bytes[at] = Marks[random.Next(Marks.Length)]; break;
            case 3 or 4: PutNumber(bytes, at, random); break;
            case 5: bytes.Insert(at, (byte)random.Next(256)); break;
            case 6: bytes.RemoveRange(at, count); break;
            case 7: bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, count)); break;
            case 8: Splice(bytes, at, other, random); break;
            default: bytes.InsertRange(at, Enumerable.Repeat(bytes[at], random.Next(1, 4 * LongestSlice))); break;
        }
    }

    // What follows comes from another sound file, or a piece in between does.
    private static void Splice(List<byte> bytes, int at, byte[] other, Random random)
    {
        int from = random.Next(other.Length);
        if (random.Next(2) == 0)
        {
            bytes.RemoveRange(at, bytes.Count - at);
            bytes.AddRange(other.AsSpan(from));
            return;
        }

        bytes.InsertRange(at, other.AsSpan(from, Math.Min(random.Next(1, LongestSlice), other.Length - from)).ToArray());
    }

    // Of one to eight bytes, in either order: a length, a count, an offset; or the one that is there, made a little larger or smaller.
    private static void PutNumber(List<byte> bytes, int at, Random random)
    {
        int size = Math.Min(1 << random.Next(4), bytes.Count - at);
        Span<byte> place = stackalloc byte[8];
        bytes.GetRange(at, size).CopyTo(place);
        bool isBigEndian = random.Next(2) == 0;
        ulong old = BinaryPrimitives.ReadUInt64LittleEndian(place);
        ulong value = random.Next(3) == 0 ? old + (ulong)(long)random.Next(-9, 10) : Numbers[random.Next(Numbers.Length)];
        BinaryPrimitives.WriteUInt64LittleEndian(place, value);
        if (isBigEndian)
            place[..size].Reverse();
        for (int i = 0; i < size; i++)
            bytes[at + i] = place[i];
    }
}
