using System;
using System.Diagnostics;

namespace Repartee.Samples.PlaySession.Frames;

/// <summary>Times frames, and smooths their rate for the status bar.</summary>
internal sealed class FrameClock
{
    private const double Smoothing = 0.05;

    private readonly long start = Stopwatch.GetTimestamp();
    private long begun;

    /// <summary>Frames that were begun.</summary>
    public long Frame { get; private set; }

    /// <summary>Seconds since the game began, at this frame's beginning.</summary>
    public double Seconds { get; private set; }

    /// <summary>From the last frame's beginning to this one's.</summary>
    public double IntervalMs { get; private set; }

    /// <summary>The same, of late.</summary>
    public double SmoothMs { get; private set; } = 1000.0 / 60;

    /// <summary>Since this frame's beginning.</summary>
    public double WorkMs => Stopwatch.GetElapsedTime(begun).TotalMilliseconds;

    /// <summary>A frame begins.</summary>
    public void Begin()
    {
        long now = Stopwatch.GetTimestamp();
        IntervalMs = begun == 0 ? 0 : Stopwatch.GetElapsedTime(begun, now).TotalMilliseconds;
        if (begun != 0)
            SmoothMs += (Math.Min(IntervalMs, 250) - SmoothMs) * Smoothing;
        begun = now;
        Seconds = Stopwatch.GetElapsedTime(start, now).TotalSeconds;
        Frame++;
    }
}
