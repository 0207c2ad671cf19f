using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using Repartee.Dialogue;
using Repartee.Samples.Cli.Options;
using Repartee.Samples.Cli.Train;
using Repartee.Sessions.Recordings;

namespace Repartee.Samples.Cli.Export;

/// <summary><c>export</c>: recordings as a dataset for writers to edit.</summary>
internal sealed class ExportVerb
{
    private const string About =
        "Write recorded conversations as dialogues, one JSON object a line, with the NPC's lines: for writers to edit, and for sft to " +
        "learn "
        + "from. Conversations that are alike are written once. Needs no libtorch.";

    private readonly RecordingOptions recordings = new();

    private readonly Option<string?> output = CheckedOption.Text("--out", "FILE.jsonl", "File to write.", required: true);

    private readonly Option<double?> minReward = CheckedOption.Number(
        "--min-reward", "Leave out conversations whose replies are scored lower on average; --reward and its like say how.");

    private readonly Option<int?> best = CheckedOption.Whole<int>(
        "--best", 1, 100_000_000, "Only this many conversations, the best scored first [default: all, in the order they were played].");

    private readonly Option<bool> force = CheckedOption.Flag("--force", "Replace the file if it is there.");

    private readonly RewardOptions rewards = new();

    private readonly Terminal terminal;

    public ExportVerb(Terminal terminal)
    {
        this.terminal = terminal;
        Command = new Command("export", About);
        recordings.AddTo(Command);
        foreach (var option in new Option[] { output, minReward, best, force })
            Command.Options.Add(option);
        rewards.AddRulesTo(Command);
        Command.SetAction(Run);
    }

    public Command Command { get; }

    private int Run(ParseResult parsed)
    {
        string path = Path.GetFullPath(parsed.GetValue(output)!);
        if (Directory.Exists(path))
            throw new UsageException($"{output.Name}: expected a file, but found the folder {path}. Name a file in it.");
        if (File.Exists(path) && !parsed.GetValue(force))
            throw new UsageException(
                $"{output.Name}: expected a new file, but found one at {path}. Add {force.Name} to replace it, or name "
                + "another.");
        var read = recordings.Read(parsed, terminal.Error);
        var rows = new ExportedRows(read);
        int written = rows.Count;
        if (parsed.Has(minReward) || parsed.Has(best))
            rows = rows.Scored(Rules(parsed, read)).AtLeast(parsed.GetValue(minReward)).Best(parsed.GetValue(best));
        else
            rewards.RequireNone(parsed, $"{minReward.Name} or {best.Name}");
        if (rows.Count == 0)
            throw new UsageException(
                $"{minReward.Name}: expected conversations with {parsed.GetValue(minReward)} or more, but found none among "
                + $"{written}. Lower it.");
        var distinct = rows.Distinct();
        DialogueDataset.Write(path, distinct);
        terminal.Output.WriteLine($"{distinct.Count} dialogues of {read.Sum(recording => recording.Conversations.Count)} conversations");
        terminal.Output.WriteLine($"Written to {path}");
        return 0;
    }

    private RewardRules Rules(ParseResult parsed, IReadOnlyList<Recording> read)
    {
        var rules = rewards.ReadRules(parsed);
        foreach (var answered in read.SelectMany(RecordingOptions.Answered))
            rules.Check(answered);

        return rules;
    }
}
