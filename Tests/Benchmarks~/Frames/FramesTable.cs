using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Repartee.Benchmarks.Frames;

/// <summary>The modes side by side in Markdown, and each against the loop without Repartee.</summary>
internal sealed class FramesTable(IReadOnlyList<FrameStatistics> modes)
{
    private static readonly (string Name, Func<FrameStatistics, string> Value)[] Rows =
    [
        ("frames", mode => $"{mode.Frames}"),
        ("frame p50, ms", mode => $"{mode.P50:F2}"),
        ("frame p95, ms", mode => $"{mode.P95:F2}"),
        ("frame p99, ms", mode => $"{mode.P99:F2}"),
        ("longest frame, ms", mode => $"{mode.Max:F2}"),
        ("frames later than 16.7 ms", mode => $"{mode.Missed:P1}"),
        ("own work p50, ms", mode => $"{mode.WorkP50:F2}"),
        ("own work p99, ms", mode => $"{mode.WorkP99:F2}"),
        ("hand-overs", mode => $"{mode.Submits}"),
        ("hand-over mean, ms", mode => $"{mode.SubmitMean:F3}"),
        ("hand-over p50, ms", mode => $"{mode.SubmitP50:F3}"),
        ("hand-over p99, ms", mode => $"{mode.SubmitP99:F3}"),
        ("longest hand-over, ms", mode => $"{mode.SubmitMax:F3}"),
        ("hand-overs of 0.1 ms or more", mode => $"{mode.SubmitsOver}"),
        ("allocated by a hand-over, KiB", mode => $"{mode.SubmitKilobytes:F1}"),
        ("allocated by looking after replies, bytes a frame at most", mode => $"{mode.PollBytes}"),
        ("allocated by frames without hand-over, bytes p50 / most", mode => $"{mode.QuietBytesP50} / {mode.QuietBytes}"),
        ("NPCs answering, mean", mode => $"{mode.Talking:F1}"),
        ("updates, warm-up included", mode => $"{mode.Updates}"),
        ("answers, warm-up included", mode => $"{mode.Answers}"),
        ("collections gen 0 / 1 / 2", mode => $"{mode.Gen0} / {mode.Gen1} / {mode.Gen2}"),
        ("paused by collections, ms in all", mode => $"{mode.GcPauseMs:F0}"),
    ];

    public void Write(TextWriter output)
    {
        output.WriteLine($"Drawn by {modes[0].Renderer}; {Environment.ProcessorCount} processors.");
        output.WriteLine();
        output.WriteLine($"| | {string.Join(" | ", modes.Select(mode => mode.Mode))} |");
        output.WriteLine($"|---|{string.Concat(modes.Select(_ => "---:|"))}");
        foreach (var (name, value) in Rows)
            output.WriteLine($"| {name} | {string.Join(" | ", modes.Select(value))} |");
        if (modes.FirstOrDefault(mode => mode.Mode == GameMode.Off) is not FrameStatistics off)
            return;
        output.WriteLine();
        foreach (var mode in modes.Where(mode => mode != off))
        {
            output.WriteLine(
                $"{mode.Mode} against off: p50 x {mode.P50 / off.P50:F3}, p99 x {mode.P99 / off.P99:F3} (at most 1.25 wanted), longest "
                + $"frame x {mode.Max / off.P99:F2} of the p99 without (at most 2 wanted).");
        }
    }
}
