#nullable enable
using System;
using System.Diagnostics;

namespace Repartee.Frozen.Decoding
{
    /// <summary>The system's monotonic clock.</summary>
    internal static class SystemClock
    {
        // Not FromSeconds, which Mono rounds to whole milliseconds.
        internal static TimeSpan Now() =>
            new TimeSpan((long)((double)Stopwatch.GetTimestamp() / Stopwatch.Frequency * TimeSpan.TicksPerSecond));
    }
}
