using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Repartee.Frozen.Gguf;

namespace Repartee.Benchmarks.Frozen;

/// <summary>Tokens a second, prefill and decode: a JSON line for each peer, then a table with ours beside the best of llama.cpp's
/// settings.</summary>
internal sealed class SpeedBenchmark(FrozenOptions options, TextWriter output)
{
    private readonly ComparisonTable decode = new("decode, tok/s"), prefill = new("prefill, tok/s");

    public void Run()
    {
        foreach ((FrozenShape shape, GgufType type, string path) in options.Files())
            foreach (int context in options.Contexts)
                Compare(shape, type, context, path);
        decode.Write(output);
        prefill.Write(output);
    }

    private void Compare(FrozenShape shape, GgufType type, int context, string path)
    {
        int[] prompt = RandomNumbers.Tokens(context, PairVocabulary.FirstOrdinary, shape.Vocabulary, seed: 1);
        List<DecodeRun> runs = [.. options.Peers.Select(name => new DecodeRun(name, path, prompt, options.Threads))];
        try
        {
            Turns.Take(runs, options, run => run.Sample());
            foreach (DecodeRun run in runs)
            {
                output.WriteLine(Line(shape, type, context, run));
                string row = $"{shape.Name} {type}, context {context}";
                decode.Add(row, run.Name, new Measure(DecodeRun.Steps / run.Decode.Best, DecodeRun.Steps / run.Decode.Median));
                prefill.Add(row, run.Name, new Measure(context / run.Prefill.Best, context / run.Prefill.Median));
            }
        }
        finally
        {
            foreach (DecodeRun run in runs) run.Dispose();
        }
    }

    private string Line(FrozenShape shape, GgufType type, int context, DecodeRun run) => JsonSerializer.Serialize(new
    {
        peer = run.Name,
        shape = shape.Name,
        parameters = shape.Parameters,
        type = type.ToString(),
        context,
        threads = options.Threads,
        prefill_best = Math.Round(context / run.Prefill.Best, 1),
        prefill_median = Math.Round(context / run.Prefill.Median, 1),
        decode_best = Math.Round(DecodeRun.Steps / run.Decode.Best, 1),
        decode_median = Math.Round(DecodeRun.Steps / run.Decode.Median, 1),
        times = run.Decode.Count,
        undisturbed = run.Decode.Calm,
        reply = run.Reply[..8],
    });
}
