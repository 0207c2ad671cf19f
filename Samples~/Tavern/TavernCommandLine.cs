using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Linq;
using Repartee.Sessions;
using Repartee.Training.Native;

namespace Repartee.Samples.Tavern;

/// <summary>The options of the program, and what it says where they are not as they should be.</summary>
internal sealed class TavernCommandLine
{
    private const string About =
        "NPCs of a tavern learn to talk: a small actor answers the guests of a bundled set of dialogues, reward functions score each "
        + "reply, and a background thread trains the actor with PPO. Before and after, the actor answers the same held-out guests.\n\n"
        + "Rewards are the weighted mean of their terms, from 0 (worst) to 1 (best), before penalties.\n"
        + "The run folder gets config.json, metrics.jsonl, replies.jsonl, heldout-before.json, checkpoints/, summary.json and actor.gguf: "
        + "the actor, frozen into one file. In a terminal you may talk with it at the end.\n"
        + "Exit code: 0 success, 2 wrong use (one line says what to do), 130 stopped by Ctrl-C (a checkpoint is written), 1 any other "
        + "failure.";

    private static readonly TavernSettings Defaults = new();

    private readonly Option<long?> updates = CheckedOption.Whole<long>(
        "--updates", 1, 1_000_000, $"Updates of the actor in all, those before a resume included [default: {Defaults.Updates}].");

    private readonly Option<ulong?> seed = CheckedOption.Whole<ulong>(
        "--seed", 0, ulong.MaxValue, $"Decides every draw: the same seed, the same run [default: {Defaults.Seed}].");

    private readonly Option<string?> run = CheckedOption.Path(
        "--run", "DIR", "Folder of the run, new or empty [default: runs/tavern-DATE-TIME].");

    private readonly Option<bool> resume = CheckedOption.Flag("--resume", "Go on with the run in --run from its newest checkpoint.");

    private readonly Option<string?> record = CheckedOption.Path(
        "--record", "FILE", "Write what is played into a recording, which repartee replay and repartee export read; one that is there is " +
        "gone "
        + "on with.");

    private readonly Option<string?> config = CheckedOption.Path(
        "--config", "FILE.json", "Settings that differ from this sample's, such as "
        + "{\"updates\": 40, \"ppo\": {\"learningRate\": 1e-4}, \"sampling\": {\"maxTokens\": 32}}.");

    private readonly Option<string?> dataset = CheckedOption.Path(
        "--dataset", "FILE.jsonl", "Dialogues, one JSON object a line with persona, messages, solution and tags. Rows with the tag split "
        + "\"heldout\" are never trained on; without such tags every 10th row is held out [default: the bundled ones].");

    private readonly Option<string?> actor = CheckedOption.Path(
        "--actor", "DIR", "Folder of the actor to start from [default: the bundled one].");

    private readonly Option<DeviceChoice> device = CheckedOption.Device(
        "--device", "Where to compute; auto takes a GPU where there is one [default: auto].");

    private readonly Option<int?> threads = CheckedOption.Whole<int>(
        "--threads", 1, 1024, "CPU threads for play and for learning [default: all processors].");

    private readonly Option<bool> noChat = CheckedOption.Flag(
        "--no-chat", "Do not talk with the actor at the end. Without a terminal, or where the variable CI is set, nobody does anyway.");

    private readonly RootCommand root;

    public TavernCommandLine() =>
        root = new RootCommand(About) { updates, seed, run, resume, record, config, dataset, actor, device, threads, noChat };

    /// <summary>Reads the arguments.</summary>
    /// <param name="args">As the program got them.</param>
    /// <returns>The options, or null and the result to invoke where help or the version is asked for.</returns>
    /// <exception cref="UsageException">They are not as they should be.</exception>
    public (TavernOptions? Options, ParseResult Result) Parse(IReadOnlyList<string> args)
    {
        var result = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        if (result.Action is { ClearsParseErrors: true })
            return (null, result);
        if (result.UnmatchedTokens.Count > 0)
            throw new UsageException($"Expected one of {Names()}, but found \"{result.UnmatchedTokens[0]}\". See --help.");
        if (result.Errors.Count > 0)
            throw new UsageException(ParseErrorText.Describe(result.Errors[0]));
        var options = new TavernOptions
        {
            Updates = result.GetValue(updates),
            Seed = result.GetValue(seed),
            Run = result.GetValue(run),
            Resume = result.GetValue(resume),
            Record = result.GetValue(record),
            Config = result.GetValue(config),
            Dataset = result.GetValue(dataset),
            Actor = result.GetValue(actor),
            Device = result.GetValue(device),
            Threads = result.GetValue(threads),
            NoChat = result.GetValue(noChat),
        };
        return (options, result);
    }

    private string Names() => string.Join(", ", root.Options.Select(option => option.Name));
}
