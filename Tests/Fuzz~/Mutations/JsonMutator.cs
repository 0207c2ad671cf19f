using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text;

namespace Repartee.Fuzz.Tests.Mutations;

/// <summary>Damages JSON so that it stays JSON, or nearly: other types, absurd numbers, deep nesting, names twice, half
/// characters.</summary>
internal sealed class JsonMutator : IMutator
{
    private static readonly byte[][] Values = new[]
    {
        "null", "true", "false", "0", "-0", "1", "-1", "2147483647", "2147483648", "-2147483649",
        "9223372036854775807", "18446744073709551616", "1e308", "1e999", "-1e999", "1e-999", "0.5", "3.0", "NaN", "Infinity", "00", "0x10", "\"\"", "\" \"", "\"x\"", "\"7\"",
        "\"\\ud800\"",
        "\"\\udc00\\ud800\"", "\"\\u0000\"", "\"\u202e\ufeff\"", "\"../../x\"", "\"/dev/zero\"", "[]", "{}", "[null]", "[[]]", "[0,-1,1e99]",
        "{\"type\":null}", "{\"\":{}}", "{\"a\":1,\"a\":2}", "\"<|user|>\"", "'x'", "", "/**/1",
    }.Select(Encoding.UTF8.GetBytes).ToArray();

    private static readonly byte[][] Names = new[]
    {
        "\"\"", "\"x\"", "\"\\ud800\"", "\"\\u0000\"", "\"__proto__\"", "\"$type\"", "\"$ref\"", "1", "x",
    }.Select(Encoding.UTF8.GetBytes).ToArray();

    private static readonly int[] Depths = [9, 65, 1000, 100_000];

    private readonly ConditionalWeakTable<byte[], JsonPlaces> places = [];

    public byte[] Mutate(byte[] sound, byte[] other, Random random)
    {
        JsonPlaces here = places.GetValue(sound, JsonPlaces.Of), there = places.GetValue(other, JsonPlaces.Of);
        var edits = new List<(Range Place, byte[] Text)>();
        bool isGentle = random.Next(2) == 0;                                    // else little gets past the first checks
        for (int wanted = random.Next(1, isGentle ? 2 : 4); wanted > 0; wanted--)
            edits.Add(isGentle ? Exchange(sound, here, other, there, random) : Edit(sound, here, other, there, random));
        byte[] bytes = sound;
        int limit = sound.Length;
        foreach ((Range place, byte[] text) in edits.OrderByDescending(edit => edit.Place.Start.Value))
        {
            if (place.End.Value > limit)
                continue;                                                       // inside of what was replaced
            bytes = [.. bytes.AsSpan(0, place.Start.Value), .. text, .. bytes.AsSpan(place.End.Value)];
            limit = place.Start.Value;
        }

        return bytes;
    }

    private static (Range Place, byte[] Text) Edit(byte[] sound, JsonPlaces here, byte[] other, JsonPlaces there, Random random)
    {
        Range value = Any(here.Values, random);
        switch (random.Next(10))
        {
            case 0: return (value, Nested(sound[value], random));
            case 1: return (value, other[Any(there.Values, random)]);
            case 2: return (value, Long(random));
            case 3: return (value, [(byte)'"', 0xc3, (byte)random.Next(256), 0xff, (byte)'"']);
            case 4 when here.Names.Count > 0: return (Any(here.Names, random), Names[random.Next(Names.Length)]);
            case 5 when there.Names.Count > 0 && here.Names.Count > 0: return (Any(here.Names, random), other[Any(there.Names, random)]);
            case 6 when here.Members.Count > 0:
                Range twice = Any(here.Members, random);
                return (twice, [.. sound[twice], (byte)',', .. sound[twice]]);
            case 7 when here.Members.Count > 0 && there.Members.Count > 0:
                return (Any(here.Members, random), other[Any(there.Members, random)]);
            case 8 when here.Members.Count > 0: return (Any(here.Members, random), "\"x\":0"u8.ToArray());      // as good as left out
            default: return (value, Values[random.Next(Values.Length)]);
        }
    }

    // A value of the same kind, from somewhere else.
    private static (Range Place, byte[] Text) Exchange(byte[] sound, JsonPlaces here, byte[] other, JsonPlaces there, Random random)
    {
        Range place = Any(here.Values, random), from = Any(there.Values, random);
        for (int tries = 0; tries < 20 && Kind(sound[place.Start]) != Kind(other[from.Start]); tries++)
            from = Any(there.Values, random);
        return (place, other[from]);
    }

    private static char Kind(byte first) => first is (byte)'-' or (>= (byte)'0' and <= (byte)'9') ? '0' : (char)first;

    private static byte[] Nested(byte[] inside, Random random)
    {
        int depth = Depths[random.Next(random.Next(8) == 0 ? Depths.Length : Depths.Length - 1)];
        (string open, string close) = random.Next(2) == 0 ? ("[", "]") : ("{\"a\":", "}");
        return [.. Repeated(open, depth), .. inside, .. Repeated(close, random.Next(4) == 0 ? depth - 1 : depth)];
    }

    private static byte[] Long(Random random) => random.Next(3) switch
    {
        0 => Repeated("9", random.Next(1, 3000)),
        1 => [(byte)'"', .. Repeated("\\u00e4", random.Next(1, 1000)), (byte)'"'],
        _ => [(byte)'[', .. Repeated("0,", random.Next(1, 3000)), .. "0]"u8],
    };

    private static byte[] Repeated(string text, int times) =>
        Encoding.ASCII.GetBytes(new StringBuilder().Insert(0, text, times).ToString());

    private static Range Any(IReadOnlyList<Range> ranges, Random random) => ranges[random.Next(ranges.Count)];
}
