#nullable enable
namespace Repartee.Conversation
{
    /// <summary>
    /// Random numbers as a function of (seed, index): SplitMix64 (Steele, Lea and Flood 2014). No state, so that a resumed run draws
    /// the same numbers and a reply's draws do not depend on its neighbours.
    /// </summary>
    internal static class CounterRandom
    {
        private const ulong Golden = 0x9E3779B97F4A7C15UL;

        /// <summary>64 well-mixed bits.</summary>
        internal static ulong Bits(ulong seed, ulong index)
        {
            ulong z = seed + (index + 1) * Golden;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }

        /// <summary>A seed for stream number <paramref name="stream"/> of a run.</summary>
        internal static ulong Derive(ulong seed, ulong stream) => Bits(Bits(seed, 0x5265706172746565UL), stream);

        /// <summary>Uniform in [0, 1), 53 bits.</summary>
        internal static double Uniform(ulong seed, ulong index) => (Bits(seed, index) >> 11) * (1.0 / (1UL << 53));

        /// <summary>A permutation of 0..count−1 (Fisher-Yates).</summary>
        internal static int[] Permutation(int count, ulong seed)
        {
            var order = new int[count];
            for (int i = 0; i < count; i++)
            {
                int j = (int)(Uniform(seed, (ulong)i) * (i + 1));
                order[i] = order[j];
                order[j] = i;
            }

            return order;
        }
    }
}
