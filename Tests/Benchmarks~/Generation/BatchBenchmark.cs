using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Repartee.Benchmarks.Actors;

namespace Repartee.Benchmarks.Generation;

/// <summary>
/// Requests of one length, a batch at a time. Each batch is answered with all new tokens and with one alone: the latter is the prefill, and
/// the difference, by the number of steps between, is a decode step.
/// </summary>
internal sealed class BatchBenchmark(GenerateOptions options, SpeakingActor actor)
{
    private const int WarmUps = 3;                                              // TorchScript profiles a shape, then compiles for it

    public void Run(TextWriter output)
    {
        var table = new MarkdownTable("engine", "batch", "prefill ms", "decode ms a step", "tokens/s", "floor ms", "times the floor");
        foreach (string engine in options.Engines)
            foreach (int batch in options.Batches)
                Measure(engine, batch, output, table);
        table.Write(output);
    }

    private void Measure(string engine, int batch, TextWriter output, MarkdownTable table)
    {
        using ISpeaker speaker = actor.Open(engine, batch);
        var one = RequestLength.Same(batch, options.PromptTokens, 1);
        var all = RequestLength.Same(batch, options.PromptTokens, options.NewTokens);
        List<double> first = [], whole = [];
        for (int turn = -WarmUps; turn < options.Repeats; turn++)
        {
            ulong seed = (ulong)(turn + WarmUps);
            double prefill = actor.Seconds(speaker, one, seed), reply = actor.Seconds(speaker, all, seed);
            if (turn < 0) continue;
            first.Add(prefill);
            whole.Add(reply);
        }

        double prefillSeconds = DeviceClock.Median(first), seconds = DeviceClock.Median(whole);
        double step = 1000 * (seconds - prefillSeconds) / Math.Max(1, options.NewTokens - 1);
        double rate = batch * options.NewTokens / seconds;
        double? floor = actor.FloorMilliseconds;
        output.WriteLine(JsonSerializer.Serialize(new
        {
            benchmark = "generate",
            peer = "repartee/" + engine,
            shape = options.Actor.Name,
            device = actor.Device,
            type = actor.Type,
            threads = options.Threads,
            parameters = actor.Parameters,
            batch,
            prompt_tokens = options.PromptTokens,
            new_tokens = options.NewTokens,
            prefill_ms = Math.Round(1000 * prefillSeconds, 3),
            decode_ms = Math.Round(step, 4),
            tokens_per_second = Math.Round(rate, 1),
            floor_ms = floor is double least ? Math.Round(least, 4) : (double?)null,
            seconds = whole.Select(s => Math.Round(s, 4)),
        }));
        table.Add(engine, batch, 1000 * prefillSeconds, step, rate, floor, step / floor);
    }
}
