using System;
using System.Diagnostics;
using System.Threading;

namespace Repartee.Samples.PlaySession.Frames;

/// <summary>
/// Keeps the loop at 60 frames a second: sleeps until the next is due. A late frame is not made up for, so the picture does not race.
/// </summary>
internal sealed class FramePacer(double framesPerSecond)
{
    /// <summary>Sleeps wake up to this much late; the rest is waited for awake.</summary>
    private const double SleepSlackMs = 1.2;

    private readonly long interval = (long)(Stopwatch.Frequency / framesPerSecond);
    private long due;

    /// <summary>Returns when the next frame is to begin.</summary>
    public void Wait()
    {
        long now = Stopwatch.GetTimestamp();
        if (due == 0 || now - due > interval)
            due = now;                                                          // the first, or more than a frame late
        while ((now = Stopwatch.GetTimestamp()) < due)
        {
            double leftMs = (due - now) * 1000.0 / Stopwatch.Frequency;
            if (leftMs > SleepSlackMs)
                Thread.Sleep((int)(leftMs - SleepSlackMs + 0.5));
            else
                Thread.Yield();
        }

        due += interval;
    }
}
