#nullable enable
using System;
using System.Diagnostics;

namespace Repartee.Frozen.Decoding
{
    /// <summary>The system's monotonic clock.</summary>
    internal static class SystemClock
    {
        internal static TimeSpan Now() => TimeSpan.FromSeconds((double)Stopwatch.GetTimestamp() / Stopwatch.Frequency);
    }
}
