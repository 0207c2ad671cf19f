using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Repartee.Benchmarks.Crash;

/// <summary>The verb <c>crash</c>.</summary>
internal static class CrashCommand
{
    private const string About =
        "Kills a process at random moments of its saves, and fills a small disk under others; each time the last complete checkpoint must load, bit "
        + "for bit. JSON lines, then a verdict; the exit code is 0 when all is well. The full disks need Linux and root.";

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Command Create()
    {
        var kills = NumberOption.Create("--kills", "Kills that hit a save", 100);
        var fills = NumberOption.Create("--fills", "Saves on a full disk", 20);
        var seed = NumberOption.Create("--seed", "Of the moments", 1);
        var command = new Command("crash", About) { kills, fills, seed };
        command.SetAction(arguments => Run(arguments.GetValue(kills), arguments.GetValue(fills), arguments.GetValue(seed)));
        return command;
    }

    /// <summary>What <c>crash</c> starts and kills.</summary>
    public static Command CreateChild()
    {
        var (actor, run) = (new Argument<string>("ACTOR"), new Argument<string>("RUN"));
        var command = new Command(CrashChild.Verb) { actor, run };
        command.Hidden = true;
        command.SetAction(arguments => CrashChild.Run(arguments.GetValue(actor)!, arguments.GetValue(run)!));
        return command;
    }

    private static int Run(int kills, int fills, int seed)
    {
        using var actor = new ActorOnDisk(null);
        string folder = Directory.CreateTempSubdirectory("repartee-").FullName;
        try
        {
            var killed = Kill(new KillTrial(actor.Path, Path.Combine(folder, "run"), seed), kills);
            var filled = Fill(new FullDiskTrial(actor.Path), fills);
            int faults = killed.Count(k => k.Fault.Length > 0) + filled.Count(f => f.Fault.Length > 0);
            Write(new
            {
                killsInsideASave = killed.Count(k => k.Inside),
                killsBesideOne = killed.Count(k => !k.Inside),
                withAnUnfinishedFolder = killed.Count(k => k.Unfinished),
                whileReplacing = killed.Count(k => k.Replacing),
                theNewOneWasThere = killed.Count(k => k.Inside && k.Loaded == k.Begun),
                fullDisks = filled.Count,
                faults,
            });
            return faults == 0 ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static List<KillOutcome> Kill(KillTrial trial, int kills)
    {
        var outcomes = new List<KillOutcome>();
        trial.Calibrate();
        while (outcomes.Count(outcome => outcome.Inside) < kills)
        {
            outcomes.Add(trial.Next());
            Write(outcomes[^1]);
        }

        return outcomes;
    }

    private static List<FullDiskOutcome> Fill(FullDiskTrial trial, int fills)
    {
        var outcomes = new List<FullDiskOutcome>();
        for (int i = 0; i < fills; i++)
        {
            outcomes.Add(trial.Try(0.97 * i / Math.Max(1, fills - 1), again: i % 2 == 1));
            Write(outcomes[^1]);
        }

        return outcomes;
    }

    private static void Write(object outcome) => Console.WriteLine(JsonSerializer.Serialize(outcome, Json));
}
