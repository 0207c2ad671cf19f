using System;
using System.IO;
using System.Linq;
using Repartee.Sessions;
using Repartee.Training.Native;

namespace Repartee.Samples.Tavern;

/// <summary>What the command line asks for; null where it says nothing.</summary>
internal sealed record TavernOptions
{
    public long? Updates { get; init; }

    public ulong? Seed { get; init; }

    public string? Run { get; init; }

    public bool Resume { get; init; }

    /// <summary>A recording to write.</summary>
    public string? Record { get; init; }

    public string? Config { get; init; }

    public string? Dataset { get; init; }

    public string? Actor { get; init; }

    public DeviceChoice Device { get; init; }

    public int? Threads { get; init; }

    public bool NoChat { get; init; }

    /// <summary>The dialogues to play: by default those beside the program.</summary>
    public string DatasetFile => Dataset ?? Path.Combine(AppContext.BaseDirectory, "Data", "tavern.jsonl");

    /// <summary>The actor to start from: by default the one beside the program.</summary>
    public string ActorFolder => Actor ?? Path.Combine(AppContext.BaseDirectory, "Actor");

    /// <summary>Throws a <see cref="UsageException"/> for what can be seen to fail before anything is loaded.</summary>
    public void Validate()
    {
        if (Resume && Run is null)
            throw new UsageException("--resume: expected --run with the folder of the run, but found no --run. Add --run DIR.");
        RequireFile("--config", Config);
        RequireFile("--dataset", Dataset);
        if (Actor != null && !Directory.Exists(Actor))
            throw new UsageException($"--actor: expected an actor's folder, but found none at {Path.GetFullPath(Actor)}. Check the path.");
        if (Run != null && !Resume && Directory.Exists(Run) && Directory.EnumerateFileSystemEntries(Run).Any())
        {
            throw new UsageException(
                $"--run: expected a new or empty folder, but found files in {Path.GetFullPath(Run)}. "
                + "Add --resume to go on with that run, or name another folder.");
        }
    }

    /// <summary>The run's folder: the one asked for, or a new one below the current folder, named by the time.</summary>
    public string RunFolder(TimeProvider clock) => Run ?? Path.Combine("runs", $"tavern-{clock.GetLocalNow():yyyyMMdd-HHmmss}");

    private static void RequireFile(string option, string? file)
    {
        if (file != null && !File.Exists(file))
            throw new UsageException($"{option}: expected a file, but found none at {Path.GetFullPath(file)}. Check the path.");
    }
}
