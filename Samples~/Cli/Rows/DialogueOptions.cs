using System.CommandLine;
using System.IO;
using Repartee.Samples.Cli.Options;

namespace Repartee.Samples.Cli.Rows;

/// <summary>Which dialogues to learn from, and which to hold out.</summary>
internal sealed class DialogueOptions
{
    private readonly Option<string?> validation = CheckedOption.Text(
        "--validation", "FILE.jsonl|SHARE", "Rows that are never learnt from: those of a file, or a share of --data such as 0.2, every 5th "
        + "[default: rows with the tag split \"heldout\"; without such tags 0.1].");

    private readonly Option<string?> data;

    public DialogueOptions(string description) => data = CheckedOption.Text("--data", "FILE.jsonl", description, required: true);

    public void AddTo(Command command)
    {
        command.Options.Add(data);
        command.Options.Add(validation);
    }

    /// <summary>Reads the files.</summary>
    public DialogueSplit Read(ParseResult parsed)
    {
        string file = Existing("--data", parsed.GetValue(data)!);
        string? held = parsed.GetValue(validation);
        if (held is null)
            return DialogueSplit.ByTag(file);
        if (CheckedOption.ParseNumber(held) is not double share)
            return DialogueSplit.ByFile(file, Existing("--validation", held));
        return share is >= 0 and < 1
            ? DialogueSplit.ByShare(file, share)
            : throw new UsageException($"--validation: expected a file, or a share from 0 to below 1, but found {held}.");
    }

    private static string Existing(string option, string file) => File.Exists(file)
        ? file
        : throw new UsageException($"{option}: expected a file, but found none at {Path.GetFullPath(file)}. Check the path.");
}
