using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Repartee.Frozen.Gguf;

namespace Repartee.Benchmarks.Frozen;

/// <summary>What to compare.</summary>
internal sealed record SpeedOptions(
    string Folder,
    IReadOnlyList<FrozenShape> Shapes,
    IReadOnlyList<GgufType> Types,
    IReadOnlyList<int> Contexts,
    int Threads,
    int Rounds,
    TimeSpan Sample,
    TimeSpan LongestWait);

/// <summary>Tokens a second of all peers in one run: they take turns, and wait for an idle machine before each.</summary>
internal sealed class SpeedBenchmark(SpeedOptions options, TextWriter lines)
{
    public void Run()
    {
        foreach (FrozenShape shape in options.Shapes)
        foreach (GgufType type in options.Types)
        {
            string path = RandomGguf.File(options.Folder, shape, type);
            foreach (int context in options.Contexts) Compare(shape, type, context, path);
        }
    }

    private void Compare(FrozenShape shape, GgufType type, int context, string path)
    {
        List<DecodeRun> runs = [.. DecoderPeers.All().Select(peer => new DecodeRun(peer, path, shape, context, options.Threads))];
        try
        {
            for (int round = 0; round < options.Rounds; round++)
                for (int turn = 0; turn < runs.Count; turn++)
                {
                    MachineLoad.WaitForIdle(options.LongestWait);
                    runs[(round + turn) % runs.Count].Sample(options.Sample);
                }

            foreach (DecodeRun run in runs) lines.WriteLine(Line(shape, type, context, run));
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
        prefill_best = Math.Round(context / run.Prefill.Best),
        prefill_median = Math.Round(context / run.Prefill.Median),
        decode_best = Math.Round(DecodeRun.Steps / run.Decode.Best, 1),
        decode_median = Math.Round(DecodeRun.Steps / run.Decode.Median, 1),
        calm_samples = run.Decode.Calm,
        reply = run.Reply[..8],
    });
}
