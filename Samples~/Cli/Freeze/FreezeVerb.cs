using System.CommandLine;
using System.IO;
using Repartee.Samples.Cli.Options;
using Repartee.Training.Trainer;

namespace Repartee.Samples.Cli.Freeze;

/// <summary>The options of <c>freeze</c>.</summary>
internal sealed class FreezeVerb
{
    private const string About =
        "Freeze an actor, adapter merged, into the one file that ships in a game: GGUF, played by FrozenActor and by llama.cpp. Needs no "
        + "libtorch.";

    private readonly ActorOptions actor = new();

    private readonly Option<string?> checkpoint = CheckedOption.Text(
        "--checkpoint", "DIR", "Instead of --actor: a checkpoint of a run, or the run's folder for its newest one. A checkpoint of adapters "
        + "names its actor itself.");

    private readonly Option<string?> output = CheckedOption.Text(
        "--out", "FILE.gguf", "File to write, or with --format safetensors a folder, new or empty.", required: true);

    private readonly Option<StoredType> type = CheckedOption.Choice(
        "--type", "How weights are stored; auto is q8_0 in a GGUF file, 8.5 bits a weight, and f32 in a folder",
        ("auto", StoredType.Auto), ("f32", StoredType.F32), ("f16", StoredType.F16), ("bf16", StoredType.BF16),
        ("q8_0", StoredType.Q8_0));

    private readonly Option<FrozenFormat> format = CheckedOption.Choice(
        "--format", "gguf, or a folder of Hugging Face's files as other programs read it",
        ("gguf", FrozenFormat.Gguf), ("safetensors", FrozenFormat.Safetensors));

    private readonly Option<bool> force = CheckedOption.Flag("--force", "Replace the file if it is there, once the new one is whole.");

    public FreezeVerb(Terminal terminal)
    {
        Command = new EitherCommand("freeze", About, actor.Folder, checkpoint);
        actor.AddFoldersTo(Command);
        foreach (var option in new Option[] { output, type, format, force })
            Command.Options.Add(option);
        Command.SetAction((parsed, stop) => new FreezeRun(Read(parsed), terminal.StartDisplay()).RunAsync(stop));
    }

    public Command Command { get; }

    private FreezeRequest Read(ParseResult parsed)
    {
        var wanted = parsed.GetValue(format);
        bool replaces = parsed.GetValue(force);
        string name = parsed.GetValue(output)!;
        string path = wanted == FrozenFormat.Gguf ? NewFile(name, replaces) : NewFolder(name, replaces);
        string? folder = parsed.GetValue(checkpoint) is string run ? Checkpoint(run) : null;
        return new FreezeRequest(actor.Read(parsed, folder), path, wanted, parsed.GetValue(type).In(wanted, type.Name));
    }

    private string NewFile(string name, bool replaces)
    {
        string full = Path.GetFullPath(name);
        if (Directory.Exists(full))
            throw new UsageException($"{output.Name}: expected a file, but found the folder {full}. Name a file in it, such as "
                + $"{Path.Combine(name, "actor.gguf")}, or add --format safetensors.");
        if (!full.EndsWith(".gguf", System.StringComparison.OrdinalIgnoreCase))
            throw new UsageException($"{output.Name}: expected a name that ends in .gguf, but found \"{name}\". Write {output.Name} "
                + $"{name}.gguf, or add --format safetensors for a folder.");
        if (File.Exists(full) && !replaces)
            throw new UsageException($"{output.Name}: expected a new file, but found one at {full}. Add {force.Name} to replace it, or "
                + "name another.");
        return full;
    }

    private string NewFolder(string name, bool replaces) => replaces
        ? throw new UsageException($"{force.Name}: expected --format gguf with it, but found safetensors. Folders are never replaced: "
            + $"leave {force.Name} out.")
        : new NewFolder(output.Name, name).Path;

    /// <summary>The checkpoint itself, or the newest of a run.</summary>
    private string Checkpoint(string path)
    {
        string folder = ActorOptions.Existing(checkpoint.Name, path, "the folder of a checkpoint or a run");
        if (RunCheckpoints.Newest(folder) is string newest)
            return newest;
        return !File.Exists(Path.Combine(folder, "metrics.jsonl")) ? folder : throw new UsageException(
            $"{checkpoint.Name}: expected a run with a checkpoint, but found none in {Path.GetFullPath(folder)}. Let the run go on to its "
            + "first checkpoint.");
    }
}

/// <summary>What <c>freeze</c> is asked for.</summary>
/// <param name="Path">In full.</param>
internal sealed record FreezeRequest(ActorChoice Actor, string Path, FrozenFormat Format, StoredType Type);
