using System;
using System.Diagnostics;

namespace Repartee.Samples.PlaySession.Play;

/// <summary>
/// What Repartee takes of the game's thread: time and memory of handing over lines and conversations, and memory of looking after the
/// replies in a frame. Only for that thread.
/// </summary>
internal sealed class ReparteeCost
{
    private long submitStart;
    private long pollStart;
    private long bytesStart;

    /// <summary>Hand-overs in this frame.</summary>
    public int Submits { get; private set; }

    /// <summary>All hand-overs of this frame, in milliseconds.</summary>
    public double SubmitMs { get; private set; }

    /// <summary>The longest of this frame, in milliseconds.</summary>
    public double LongestSubmitMs { get; private set; }

    /// <summary>What hand-overs of this frame allocated.</summary>
    public long SubmitBytes { get; private set; }

    /// <summary>What was allocated between <see cref="BeginPoll"/> and <see cref="EndPoll"/>, hand-overs left out.</summary>
    public long PollBytes { get; private set; }

    public void BeginFrame() => (Submits, SubmitMs, LongestSubmitMs, SubmitBytes, PollBytes) = (0, 0, 0, 0, 0);

    public void BeginSubmit()
    {
        bytesStart = GC.GetAllocatedBytesForCurrentThread();
        submitStart = Stopwatch.GetTimestamp();
    }

    public void EndSubmit()
    {
        double taken = Stopwatch.GetElapsedTime(submitStart).TotalMilliseconds;
        SubmitBytes += GC.GetAllocatedBytesForCurrentThread() - bytesStart;
        Submits++;
        SubmitMs += taken;
        LongestSubmitMs = Math.Max(LongestSubmitMs, taken);
    }

    public void BeginPoll() => pollStart = GC.GetAllocatedBytesForCurrentThread();

    public void EndPoll() => PollBytes += GC.GetAllocatedBytesForCurrentThread() - pollStart;
}
