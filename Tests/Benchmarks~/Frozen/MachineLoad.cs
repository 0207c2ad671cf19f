using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;

namespace Repartee.Benchmarks.Frozen;

/// <summary>How busy the processors are with other things than this process. Where the system does not tell, it seems idle.</summary>
internal sealed class MachineLoad
{
    private const string Counters = "/proc/stat";
    private const double TicksPerSecond = 100, Calm = 0.1;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private readonly double busy = BusySeconds(), own = OwnSeconds();
    private readonly Stopwatch clock = Stopwatch.StartNew();

    private MachineLoad()
    {
    }

    /// <summary>Begins to look.</summary>
    public static MachineLoad Begin() => new();

    /// <summary>Waits until others leave the machine alone, but no longer than this. False if they did not.</summary>
    public static bool WaitForIdle(TimeSpan longest)
    {
        var clock = Stopwatch.StartNew();
        do
        {
            MachineLoad load = Begin();
            Thread.Sleep(Look);
            if (load.OtherProcessors() <= Calm) return true;
        }
        while (clock.Elapsed < longest);
        return false;
    }

    /// <summary>How many processors others kept busy since the beginning.</summary>
    public double OtherProcessors() => Math.Max(0, BusySeconds() - busy - (OwnSeconds() - own)) / clock.Elapsed.TotalSeconds;

    /// <summary>Did others compute while this was measured? One tick of the counters is nobody.</summary>
    public bool Disturbed() => OtherProcessors() > Math.Max(Calm, 2 / TicksPerSecond / clock.Elapsed.TotalSeconds);

    private static double OwnSeconds() => Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds;

    // The first line sums all processors: user, nice, system, idle, waiting, interrupts (2), stolen, ...
    private static double BusySeconds()
    {
        if (!File.Exists(Counters)) return 0;
        double[] ticks = [.. File.ReadLines(Counters).First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8)
            .Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
        return (ticks.Sum() - ticks[3] - ticks[4]) / TicksPerSecond;
    }
}
