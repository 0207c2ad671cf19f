using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Repartee.Benchmarks.Actors;

namespace Repartee.Benchmarks.Ppo;

/// <summary>Seconds, memory and utilisation of PPO updates. Medians leave out the first update, which also warms up.</summary>
internal sealed class UpdateBenchmark(UpdateOptions options, TextWriter output) : IDisposable
{
    private static readonly (int From, int To) RaggedPrompts = (40, 200), RaggedReplies = (16, 100);
    private readonly DriverMemory? driver = DriverMemory.TryStart();

    private string Learns => options.LoraRank > 0 ? $"LoRA r{options.LoraRank}" : "all weights";

    /// <summary>Updates of one size.</summary>
    public void RunFixed()
    {
        using var run = new PpoRun(options, options.Episodes);
        var table = new MarkdownTable(
            "learns", "generation s", "after generation s", "whole update s", "utilisation %", "peak MiB", "first update s");
        IReadOnlyList<UpdateTime> times = run.Updates(_ => Fixed(options.Episodes));
        Report("ppo-update", run, times);
        double? utilisation = 100 * Utilisation(run, times);
        table.Add(
            Learns, Median(times, t => t.Generation), Median(times, t => t.Learning), Median(times, t => t.Whole), utilisation,
            driver?.PeakMebibytes, times[0].Whole);
        table.Write(output);
    }

    /// <summary>Episodes of many lengths, each update others, beside as many tokens at one length.</summary>
    public void RunRagged()
    {
        using var run = new PpoRun(options, options.Episodes);
        IReadOnlyList<UpdateTime> ragged = run.Updates(
            i => RequestLength.Drawn(options.Episodes, RaggedPrompts, RaggedReplies, seed: (ulong)i + 11));
        IReadOnlyList<UpdateTime> level = run.Updates(i => Level(ragged[i].Lengths));
        Report("ppo-update-ragged", run, ragged);
        Report("ppo-update-level", run, level);
        var table = new MarkdownTable(
            "update", "ragged tokens", "ragged generation s", "ragged after s", "fixed tokens", "fixed generation s", "fixed after s",
            "ratio after", "ratio whole");
        for (int i = 0; i < ragged.Count; i++)
            AddRow(table, (i + 1).ToString(), [ragged[i]], [level[i]]);
        if (ragged.Count > 1)
            AddRow(table, "2 and later", [.. ragged.Skip(1)], [.. level.Skip(1)]);
        table.Write(output);
    }

    /// <summary>1, 2, 4 and 8 times the tokens, by more episodes.</summary>
    public void RunScale()
    {
        int[] sizes = [.. new[] { 1, 2, 4, 8 }.Select(factor => factor * options.Episodes / 2)];
        using var run = new PpoRun(options, sizes[^1]);
        var table = new MarkdownTable(
            "episodes", "tokens", "generation s", "after generation s", "after, s per 1k tokens", "whole, s per 1k tokens", "by the first");
        double first = 0;
        foreach (int episodes in sizes)
        {
            IReadOnlyList<UpdateTime> times = run.Updates(_ => Fixed(episodes));
            Report("ppo-update-scale", run, times);
            double thousands = times[^1].Tokens / 1000.0, after = Median(times, t => t.Learning) / thousands;
            first = first == 0 ? after : first;
            table.Add(
                episodes, times[^1].Tokens, Median(times, t => t.Generation), Median(times, t => t.Learning), after,
                Median(times, t => t.Whole) / thousands, after / first);
        }

        table.Write(output);
    }

    public void Dispose() => driver?.Dispose();

    private static double Median(IReadOnlyList<UpdateTime> times, Func<UpdateTime, double> part) =>
        DeviceClock.Median(times.Skip(times.Count > 1 ? 1 : 0).Select(part));

    /// <summary>Ratios are of seconds by tokens: rounding leaves the fixed length a few tokens more or fewer.</summary>
    private static void AddRow(MarkdownTable table, string name, IReadOnlyList<UpdateTime> ragged, IReadOnlyList<UpdateTime> level)
    {
        table.Add(
            name, ragged.Sum(t => t.Tokens), ragged.Sum(t => t.Generation), ragged.Sum(t => t.Learning), level.Sum(t => t.Tokens),
            level.Sum(t => t.Generation), level.Sum(t => t.Learning), Ratio(t => t.Learning), Ratio(t => t.Whole));

        double Ratio(Func<UpdateTime, double> part) =>
            ragged.Sum(part) / ragged.Sum(t => t.Tokens) / (level.Sum(part) / level.Sum(t => t.Tokens));
    }

    private IReadOnlyList<RequestLength> Fixed(int episodes) => RequestLength.Same(episodes, options.PromptTokens, options.NewTokens);

    private static IReadOnlyList<RequestLength> Level(IReadOnlyList<RequestLength> lengths) => RequestLength.Same(
        lengths.Count, (int)Math.Round(lengths.Average(length => length.Prompt)), (int)Math.Round(lengths.Average(length => length.New)));

    private double? Utilisation(PpoRun run, IReadOnlyList<UpdateTime> times)
    {
        if (options.PeakTeraflops <= 0)
            return null;
        double flops = UpdateFlops.Count(run.Network, options.LoraRank > 0, options.Epochs, times[^1].Lengths);
        return flops / Median(times, t => t.Learning) / (options.PeakTeraflops * 1e12);
    }

    private void Report(string benchmark, PpoRun run, IReadOnlyList<UpdateTime> times) => output.WriteLine(JsonSerializer.Serialize(new
    {
        benchmark,
        peer = "repartee",
        shape = options.Actor.Name,
        device = run.Network.Device.ToString(),
        type = run.Network.Type.ToString(),
        threads = options.Threads,
        parameters = run.Network.Layout.Parameters.Count,
        trained = run.Trained,
        lora_rank = options.LoraRank,
        epochs = options.Epochs,
        minibatch = options.Minibatch,
        micro_batch = options.MicroBatch,
        checkpointing = options.Checkpointing,
        episodes = times[0].Lengths.Count,
        tokens = times.Select(t => t.Tokens),
        generation_seconds = times.Select(t => Math.Round(t.Generation, 3)),
        after_seconds = times.Select(t => Math.Round(t.Learning, 3)),
        median_generation_seconds = Math.Round(Median(times, t => t.Generation), 4),
        median_after_seconds = Math.Round(Median(times, t => t.Learning), 4),
        median_whole_seconds = Math.Round(Median(times, t => t.Whole), 4),
        utilisation = Utilisation(run, times) is double share ? Math.Round(share, 4) : (double?)null,
        peak_driver_mib = driver?.PeakMebibytes,
        largest_logprob_gap = Math.Round(times.Max(t => t.LogProbGap), 4),
    }));
}
