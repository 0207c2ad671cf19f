using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using Repartee.Samples.PlaySession.Frames;

namespace Repartee.Benchmarks.Frames;

/// <summary>One turn: the game in a process of its own, and what its frames took.</summary>
/// <param name="Frames">Those after the warm-up, in their order.</param>
internal sealed record GameRun(string Mode, IReadOnlyList<FrameRecord> Frames, FrameLogSummary Summary)
{
    private const string Program = "PlaySession";

    /// <summary>Plays it to the end.</summary>
    /// <exception cref="InvalidOperationException">The game failed; the message has what it said.</exception>
    public static GameRun Play(FramesOptions options, string mode)
    {
        string log = Path.GetTempFileName();
        try
        {
            using var process = Process.Start(Start(options, mode, log))!;
            string errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
                throw new InvalidOperationException($"Expected the game to end by itself, but it ended with {process.ExitCode}: {errors}");
            return Read(mode, File.ReadAllLines(log), options.WarmUpFrames);
        }
        finally
        {
            File.Delete(log);
        }
    }

    /// <summary>Reads what the game wrote: a line a frame, and its summary.</summary>
    internal static GameRun Read(string mode, IReadOnlyList<string> lines, int warmUp) => new(
        mode, lines.Skip(warmUp).SkipLast(1).Select(line => JsonSerializer.Deserialize<FrameRecord>(line)).ToList(),
        JsonSerializer.Deserialize<FrameLogSummary>(lines[^1])!);

    private static ProcessStartInfo Start(FramesOptions options, string mode, string log)
    {
        // Beside this program's folder, where builds put the game.
        string folder = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", Program, Path.GetFileName(
            Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory))));
        string[] game = [Path.Combine(folder, Program + ".dll"), "--frames", $"{options.Frames}", "--frame-log", log];
        string[] command = ["dotnet", .. game, .. GameMode.All[mode], .. mode == GameMode.Off ? [] : options.Game];
        if (options.Display == FramesCommand.VirtualDisplay)
            command = ["xvfb-run", "-a", "-s", "-screen 0 1280x720x24", .. command];
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardError = true };
        if (options.Display == FramesCommand.NoDisplay)
            start.Environment["SDL_VIDEODRIVER"] = "offscreen";
        if (options.RasterThreads is int threads)
            start.Environment["LP_NUM_THREADS"] = $"{threads}";
        return start;
    }
}
