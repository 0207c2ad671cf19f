using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Repartee.Benchmarks.Actors;

namespace Repartee.Benchmarks.Generation;

/// <summary>Requests of 16 to 128 new tokens that are given at once: what continuous batching saves. Engines take turns.</summary>
internal sealed class RaggedBenchmark(GenerateOptions options, SpeakingActor actor)
{
    private const int WarmUps = 2, Shortest = 16, Longest = 128;

    public void Run(TextWriter output)
    {
        var table = new MarkdownTable("slots", "engine", "seconds", "useful tokens/s", "static's seconds by these");
        foreach (int slots in options.Slots)
            Compare(slots, output, table);
        table.Write(output);
    }

    private void Compare(int slots, TextWriter output, MarkdownTable table)
    {
        var prompt = (options.PromptTokens, options.PromptTokens);
        var lengths = RequestLength.Drawn(options.Requests, prompt, (Shortest, Longest), seed: 5);
        var speakers = options.Engines.ToDictionary(name => name, name => actor.Open(name, slots));
        var seconds = options.Engines.ToDictionary(name => name, _ => new List<double>());
        for (int turn = -WarmUps; turn < options.Repeats; turn++)
            foreach (string engine in options.Engines)
            {
                double once = actor.Seconds(speakers[engine], lengths, (ulong)(turn + WarmUps));
                if (turn >= 0)
                    seconds[engine].Add(once);
            }

        foreach (ISpeaker speaker in speakers.Values)
            speaker.Dispose();
        double? anchor = seconds.TryGetValue(Speakers.Static, out List<double>? found) ? DeviceClock.Median(found) : null;
        foreach (string engine in options.Engines)
        {
            double median = DeviceClock.Median(seconds[engine]);
            double rate = lengths.Sum(length => length.New) / median;
            output.WriteLine(JsonSerializer.Serialize(new
            {
                benchmark = "generate-ragged",
                peer = "repartee/" + engine,
                shape = options.Actor.Name,
                device = actor.Device,
                type = actor.Type,
                slots,
                requests = options.Requests,
                prompt_tokens = options.PromptTokens,
                new_tokens = lengths.Sum(length => length.New),
                seconds = Math.Round(median, 4),
                tokens_per_second = Math.Round(rate, 1),
                static_by_this = anchor is double still ? Math.Round(still / median, 3) : (double?)null,
            }));
            table.Add(slots, engine, median, rate, anchor / median);
        }
    }
}
