using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace Repartee.Benchmarks.Frames;

/// <summary>Plays the modes in turns, so that whatever else the machine does meets all of them; then tells what each took.</summary>
internal sealed class FramesBenchmark(FramesOptions options, TextWriter output)
{
    public void Run()
    {
        var runs = options.Modes.ToDictionary(mode => mode, _ => new List<GameRun>());
        for (int round = 0; round < options.Rounds; round++)
        {
            foreach (string mode in options.Modes)
            {
                var run = GameRun.Play(options, mode);
                runs[mode].Add(run);
                Write(FrameStatistics.Of(mode, [run]));
            }
        }

        var all = runs.Select(pair => FrameStatistics.Of(pair.Key, pair.Value)).ToList();
        output.WriteLine();
        all.ForEach(Write);
        output.WriteLine();
        new FramesTable(all).Write(output);
    }

    private void Write(FrameStatistics statistics) => output.WriteLine(JsonSerializer.Serialize(statistics));
}
