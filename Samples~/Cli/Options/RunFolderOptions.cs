using System.CommandLine;
using System.IO;

namespace Repartee.Samples.Cli.Options;

/// <summary>Where what is learnt goes, how often a checkpoint is written there, and whether to go on from one.</summary>
internal sealed class RunFolderOptions
{
    private readonly Option<string?> output;
    private readonly Option<int?> checkpointEvery;
    private readonly int usual;

    private readonly Option<bool> resume = CheckedOption.Flag(
        "--resume", "Go on with the training in --out from its newest checkpoint; all other options and rows as at its start.");

    /// <param name="description">What --out gets.</param>
    /// <param name="usual">Steps between checkpoints where nothing else is said.</param>
    public RunFolderOptions(string description, int usual)
    {
        this.usual = usual;
        output = CheckedOption.Text("--out", "DIR", description, required: true);
        checkpointEvery = CheckedOption.Whole<int>(
            "--checkpoint-every", 0, 10_000_000, $"Steps between checkpoints; 0 for one at the end only [default: {usual}].");
    }

    public void AddTo(Command command)
    {
        command.Options.Add(output);
        command.Options.Add(resume);
        command.Options.Add(checkpointEvery);
    }

    public RunFolderChoice Read(ParseResult parsed)
    {
        string folder = parsed.GetValue(output)!;
        bool goesOn = parsed.GetValue(resume);
        string path = goesOn
            ? Path.GetFullPath(folder)
            : new NewFolder("--out", folder, "Add --resume to go on with that training, or name another folder.").Path;
        return new RunFolderChoice(path, goesOn, parsed.GetValue(checkpointEvery) ?? usual);
    }
}

/// <summary>What was asked for.</summary>
/// <param name="Path">In full.</param>
internal sealed record RunFolderChoice(string Path, bool Resume, int CheckpointEvery);
