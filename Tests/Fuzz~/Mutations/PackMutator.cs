using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;

namespace Repartee.Fuzz.Tests.Mutations;

/// <summary>Damages MessagePack element by element: other types, inflated lengths and counts, deep nesting, extensions, missing
/// elements.</summary>
internal sealed class PackMutator : IMutator
{
    private static readonly byte[][] Elements = new[]
    {
        "c0", "c1", "c2", "c3", "00", "7f", "ff", "e0", "ccff", "cdffff", "ceffffffff", "cfffffffffffffffff", "cf8000000000000000",
        "d080", "d18000", "d280000000", "d38000000000000000", "ca7fc00000", "ca7f800000", "cb7ff0000000000000", "cb7ff8000000000000",
        "cbfff0000000000000", "cb7fefffffffffffff", "a0", "a178", "a1ff", "a2c328", "a3eda080", "d9ff", "daffff", "dbffffffff", "db7fffffff",
        "c400", "c403000000", "c404000000ff", "c4ff", "c5ffff", "c6ffffffff", "c67fffffff", "90", "9190", "9f", "dcffff", "ddffffffff",
        "dd7fffffff", "dd00100000", "80", "8f", "deffff", "dfffffffff", "df7fffffff", "df3fffffff", "d40100", "d5010000", "d6ff00000000",
        "d7ff0000000000000000", "d801", "c70001", "c7ff01", "c8ffff01", "c9ffffffff01", "d96161",
    }.Select(Convert.FromHexString).ToArray();

    private static readonly int[] Depths = [17, 500, 1000, 200_000];

    private readonly ConditionalWeakTable<byte[], List<Range>> places = [];

    public byte[] Mutate(byte[] sound, byte[] other, Random random)
    {
        byte[] bytes = sound;
        int limit = sound.Length;
        List<Range> here = places.GetValue(sound, PackPlaces.Of), there = places.GetValue(other, PackPlaces.Of);
        bool isGentle = random.Next(2) == 0;                                    // else little gets past the first checks
        var wanted = Enumerable.Range(0, random.Next(1, isGentle ? 2 : 4)).Select(_ => here[random.Next(here.Count)]).ToArray();
        foreach (Range place in wanted.OrderByDescending(place => place.Start.Value))
        {
            if (place.End.Value > limit)
                continue;                                                       // around what was replaced
            byte[] text = isGentle
                ? Exchange(sound[place], other, there, random)
                : Replacement(sound[place], other[there[random.Next(there.Count)]], random);
            bytes = [.. bytes.AsSpan(0, place.Start.Value), .. text, .. bytes.AsSpan(place.End.Value)];
            limit = place.Start.Value;
        }

        return bytes;
    }

    // An element of the same kind, from somewhere else.
    private static byte[] Exchange(byte[] old, byte[] other, List<Range> there, Random random)
    {
        Range from = there[random.Next(there.Count)];
        for (int tries = 0; tries < 20 && Kind(old[0]) != Kind(other[from.Start]); tries++)
            from = there[random.Next(there.Count)];
        return other[from];
    }

    private static int Kind(byte first) => first switch
    {
        < 0x80 or >= 0xe0 or (>= 0xcc and <= 0xd3) => 0,
        < 0x90 or 0xde or 0xdf => 1,
        < 0xa0 or 0xdc or 0xdd => 2,
        < 0xc0 or (>= 0xd9 and <= 0xdb) => 3,
        >= 0xc4 and <= 0xc6 => 4,
        0xca or 0xcb => 5,
        _ => 6,
    };

    private static byte[] Replacement(byte[] old, byte[] other, Random random)
    {
        switch (random.Next(10))
        {
            case 0: return [];
            case 1: return [.. old, .. old];
            case 2: return other;
            case 3: return [.. Nesting(random), .. old];
            case 4 when old[0] is >= 0x80 and < 0xc0: return [(byte)(old[0] ^ (1 << random.Next(4))), .. old.AsSpan(1)];
            case 5: return [.. Elements[random.Next(Elements.Length)], .. old];
            case 6: return Filled(random);
            default: return Elements[random.Next(Elements.Length)];
        }
    }

    private static IEnumerable<byte> Nesting(Random random)
    {
        int depth = Depths[random.Next(random.Next(8) == 0 ? Depths.Length : Depths.Length - 1)];
        return random.Next(2) == 0
            ? Enumerable.Repeat((byte)0x91, depth)
            : Enumerable.Range(0, 2 * depth).Select(i => (byte)(i % 2 == 0 ? 0x81 : 0xa0));
    }

    // A list or map whose header is right: as many of the cheapest elements as there can be.
    private static byte[] Filled(Random random)
    {
        int count = random.Next(1, 4000);
        byte[] kinds = [0xa0, 0xc0, 0x90, 0x80, 0x00, 0xc2];
        byte type = (byte)(random.Next(2) == 0 ? 0xdc : 0xde);
        byte kind = kinds[random.Next(kinds.Length)];
        return [type, (byte)(count >> 8), (byte)count, .. Enumerable.Repeat(kind, type == 0xdc ? count : 2 * count)];
    }
}
