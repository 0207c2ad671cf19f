using System;
using System.Collections.Generic;
using System.Linq;
using Repartee.Samples.PlaySession.Frames;

namespace Repartee.Benchmarks.Frames;

/// <summary>Frames of one or more turns in numbers; a line of the output. Times in milliseconds.</summary>
/// <param name="P50">Of the time from one frame to the next; so are the other quantiles.</param>
/// <param name="Missed">Share of frames that came later than a 60th of a second, with 1 ms allowed for timers.</param>
/// <param name="WorkP50">Of a frame's own work, without waiting for the next; so is WorkP99.</param>
/// <param name="Submits">Hand-overs to Repartee: a line, or a finished conversation.</param>
/// <param name="SubmitMean">Of one, on the game's thread.</param>
/// <param name="SubmitsOver">How many took 0.1 ms or more.</param>
/// <param name="SubmitKilobytes">Allocated on the game's thread by one.</param>
/// <param name="PollBytes">The most that looking after replies allocated in a frame on the game's thread.</param>
/// <param name="QuietBytes">The most that a whole frame allocated there, of those without a hand-over; the middle is QuietBytesP50.</param>
internal sealed record FrameStatistics(
    string Mode, int Turns, int Frames, double P50, double P95, double P99, double Max, double Missed, double WorkP50, double WorkP99,
    int Submits, double SubmitMean, double SubmitP50, double SubmitP99, double SubmitMax, int SubmitsOver, double SubmitKilobytes,
    long PollBytes, long QuietBytesP50, long QuietBytes, double Talking, long Updates, long Answers, int Gen0, int Gen1, int Gen2,
    double GcPauseMs, string Renderer)
{
    private const double LateMs = (1000.0 / FramesOptions.Rate) + 1, SubmitLimitMs = 0.1;

    public static FrameStatistics Of(string mode, IReadOnlyList<GameRun> runs)
    {
        var frames = runs.SelectMany(run => run.Frames).ToList();
        double[] intervals = Sorted(frames.Select(frame => frame.IntervalMs)), work = Sorted(frames.Select(frame => frame.WorkMs));
        // Two hand-overs in one frame count as the longest and the mean of the rest.
        var submits = Sorted(frames.Where(frame => frame.Submits > 0).SelectMany(Each));
        var quiet = frames.Where(frame => frame.Submits == 0).Select(frame => frame.FrameBytes).Order().ToList();
        int count = frames.Sum(frame => frame.Submits);
        return new FrameStatistics(
            mode, runs.Count, frames.Count, At(intervals, 0.5), At(intervals, 0.95), At(intervals, 0.99), At(intervals, 1),
            Math.Round(frames.Count(frame => frame.IntervalMs > LateMs) / (double)frames.Count, 4), At(work, 0.5), At(work, 0.99),
            count, Math.Round(frames.Sum(frame => frame.SubmitMs) / Math.Max(1, count), 4), At(submits, 0.5), At(submits, 0.99),
            At(submits, 1), submits.Count(taken => taken >= SubmitLimitMs),
            Math.Round(frames.Sum(frame => frame.SubmitBytes) / 1024.0 / Math.Max(1, count), 1),
            frames.Max(frame => frame.PollBytes), quiet[quiet.Count / 2], quiet[^1], Math.Round(frames.Average(frame => frame.Talking), 1),
            runs.Sum(run => run.Summary.Updates), runs.Sum(run => run.Summary.Answers), runs.Sum(run => run.Summary.Gen0),
            runs.Sum(run => run.Summary.Gen1), runs.Sum(run => run.Summary.Gen2), Math.Round(runs.Sum(run => run.Summary.GcPauseMs), 1),
            runs[0].Summary.Renderer);
    }

    /// <summary>A quantile of sorted values: the smallest that this share of them does not exceed; 0 without any.</summary>
    internal static double At(double[] sorted, double share) =>
        sorted.Length == 0 ? 0 : Math.Round(sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)], 4);

    private static IEnumerable<double> Each(FrameRecord frame) => Enumerable.Repeat(
        (frame.SubmitMs - frame.LongestSubmitMs) / Math.Max(1, frame.Submits - 1), frame.Submits - 1).Append(frame.LongestSubmitMs);

    private static double[] Sorted(IEnumerable<double> values) => [.. values.Order()];
}
