using System;
using System.Collections.Generic;

namespace Repartee.Benchmarks.Frozen;

/// <summary>Who is measured when: everybody once a round, each time another one first, on a machine that is idle if it gets so.</summary>
internal static class Turns
{
    public static void Take<T>(IReadOnlyList<T> all, FrozenOptions options, Action<T> measure)
    {
        for (int round = 0; round < options.Rounds; round++)
            for (int turn = 0; turn < all.Count; turn++)
            {
                MachineLoad.WaitForIdle(options.LongestWait);
                measure(all[(round + turn) % all.Count]);
            }
    }
}
