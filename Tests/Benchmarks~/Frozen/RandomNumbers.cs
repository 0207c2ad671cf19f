using System;

namespace Repartee.Benchmarks.Frozen;

/// <summary>Numbers that are a function of a seed and a place, so that a file can be written in parts and again.</summary>
internal static class RandomNumbers
{
    // The sum of four uniform numbers has a variance of a third.
    private static readonly float ToUnit = MathF.Sqrt(3);

    /// <summary>Nearly normal numbers: the sum of four uniform ones.</summary>
    public static void FillNormal(Span<float> destination, float deviation, ulong seed, long first)
    {
        float scale = deviation * ToUnit / 65536f;
        for (int i = 0; i < destination.Length; i++)
        {
            ulong bits = Bits(seed, (ulong)(first + i));
            int sum = (ushort)bits + (ushort)(bits >> 16) + (ushort)(bits >> 32) + (ushort)(bits >> 48);
            destination[i] = (sum - 131070) * scale;
        }
    }

    /// <summary>Token ids from <paramref name="lowest"/> up to, but without, <paramref name="end"/>.</summary>
    public static int[] Tokens(int count, int lowest, int end, ulong seed)
    {
        var tokens = new int[count];
        for (int i = 0; i < count; i++) tokens[i] = lowest + (int)(Bits(seed, (ulong)i) % (ulong)(end - lowest));
        return tokens;
    }

    // SplitMix64's finalizer over a counter.
    private static ulong Bits(ulong seed, ulong place)
    {
        ulong x = seed * 0xD1B54A32D192ED03UL + (place + 1) * 0x9E3779B97F4A7C15UL;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9UL;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EBUL;
        return x ^ (x >> 31);
    }
}
