using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;

namespace Repartee.Benchmarks.Crash;

/// <summary>Kills a process while it saves, and loads what it left: again and again, each life going on where the one before was killed.</summary>
internal sealed class KillTrial
{
    private readonly string actor;
    private readonly string run;
    private readonly Random random;
    private double saveSeconds = 0.03;
    private (long Updates, long Taken) known;

    public KillTrial(string actor, string run, int seed)
    {
        this.actor = actor;
        this.run = run;
        random = new Random(seed);
    }

    /// <summary>Kills one process at a random moment of one of its first saves.</summary>
    public KillOutcome Next()
    {
        (string Begun, string Ended, bool Inside) killed;
        using (var process = new SavingProcess(actor, run))
        {
            process.WaitForSave(1 + random.Next(4));
            Sleep(random.NextDouble() * saveSeconds);
            killed = process.Kill();
        }

        var left = Folders().ToList();
        string fault = "";
        var clock = Stopwatch.StartNew();
        (long Updates, long Taken) loaded = default;
        try
        {
            using var saved = SavedRun.Open(actor, run);
            loaded = saved.Position;
            string found = $"{loaded.Updates} {loaded.Taken}";
            if (found != killed.Begun && found != killed.Ended && !(killed.Ended.Length == 0 && loaded == known))
                fault = $"Expected {killed.Ended} or {killed.Begun}, but found {found}.";
            known = loaded;
        }
        catch (Exception error) when (error is IOException or InvalidDataException)
        {
            fault = error.Message;
        }

        if (Folders().Any(name => name.Contains("damaged", StringComparison.Ordinal)))
            fault += " A checkpoint was set aside as damaged.";
        return new KillOutcome(
            killed.Inside, killed.Ended, killed.Begun, $"{loaded.Updates} {loaded.Taken}", left.Exists(n => n.EndsWith(".old.tmp", StringComparison.Ordinal)),
            left.Exists(n => n.EndsWith(".tmp", StringComparison.Ordinal)), Math.Round(clock.Elapsed.TotalMilliseconds, 1), fault);
    }

    /// <summary>A little more than a save takes, so that kills fall everywhere in it.</summary>
    public void Calibrate()
    {
        using var saved = SavedRun.Open(actor, run);
        saved.Save();
        var clock = Stopwatch.StartNew();
        for (int i = 0; i < 10; i++)
            saved.Save();
        saveSeconds = clock.Elapsed.TotalSeconds / 10;
        known = saved.Position;
    }

    private IEnumerable<string> Folders()
    {
        string checkpoints = Path.Combine(run, "checkpoints");
        return Directory.Exists(checkpoints) ? Directory.GetDirectories(checkpoints).Select(path => Path.GetFileName(path)) : [];
    }

    private static void Sleep(double seconds)
    {
        long end = Stopwatch.GetTimestamp() + (long)(seconds * Stopwatch.Frequency);
        while (Stopwatch.GetTimestamp() < end)
            Thread.SpinWait(20);
    }
}

/// <summary>What a kill came to.</summary>
/// <param name="Inside">Whether a save was going on.</param>
/// <param name="Ended">Update and conversations of the last save that was told as done; empty when none was.</param>
/// <param name="Begun">Those of the last that began.</param>
/// <param name="Loaded">Those of what was loaded then.</param>
/// <param name="Replacing">Whether a checkpoint lay under its other name.</param>
/// <param name="Unfinished">Whether anything unfinished lay there.</param>
/// <param name="LoadMs">Time to load.</param>
/// <param name="Fault">What is wrong; empty when all is well.</param>
internal sealed record KillOutcome(
    bool Inside, string Ended, string Begun, string Loaded, bool Replacing, bool Unfinished, double LoadMs, string Fault);
