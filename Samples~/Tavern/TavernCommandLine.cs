using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Linq;
using System.Numerics;
using Repartee.Training.Native;

namespace Repartee.Samples.Tavern;

/// <summary>The options of the program, and what it says where they are not as they should be.</summary>
internal sealed class TavernCommandLine
{
    private const string About =
        """
        NPCs of a tavern learn to talk: a small actor answers the guests of a bundled set of dialogues, reward functions score each reply, and a background thread trains the actor with PPO. Before and after, the actor answers the same held-out guests.

        Rewards are the weighted mean of their terms, from 0 (worst) to 1 (best).
        The run folder gets config.json, metrics.jsonl, replies.jsonl, heldout-before.json, checkpoints/ and summary.json.
        Exit code: 0 success, 2 wrong use (one line says what to do), 130 stopped by Ctrl-C (a checkpoint is written), 1 any other failure.
        """;

    private static readonly TavernSettings Defaults = new();

    private readonly Option<long?> updates = Whole<long>("--updates", 1, 1_000_000, $"Updates of the actor in all, those before a resume included [default: {Defaults.Updates}].");
    private readonly Option<ulong?> seed = Whole<ulong>("--seed", 0, ulong.MaxValue, $"Decides every draw: the same seed, the same run [default: {Defaults.Seed}].");
    private readonly Option<string?> run = Path("--run", "DIR", "Folder of the run, new or empty [default: runs/tavern-DATE-TIME].");
    private readonly Option<bool> resume = new("--resume") { Arity = ArgumentArity.Zero, Description = "Go on with the run in --run from its newest checkpoint." };
    private readonly Option<string?> config = Path(
        "--config", "FILE.json", """Settings that differ from this sample's, such as {"updates": 40, "ppo": {"learningRate": 1e-4}, "sampling": {"maxTokens": 32}}.""");
    private readonly Option<string?> dataset = Path(
        "--dataset", "FILE.jsonl", "Dialogues, one JSON object a line with persona, messages, solution and tags. Rows with the tag split \"heldout\" are never "
        + "trained on; without such tags every 10th row is held out [default: the bundled ones].");
    private readonly Option<string?> actor = Path("--actor", "DIR", "Folder of the actor to start from [default: the bundled one].");
    private readonly Option<DeviceChoice> device = Device();
    private readonly Option<int?> threads = Whole<int>("--threads", 1, 1024, "CPU threads for play and for learning [default: all processors].");
    private readonly RootCommand root;

    public TavernCommandLine() =>
        root = new RootCommand(About) { updates, seed, run, resume, config, dataset, actor, device, threads };

    /// <summary>Reads the arguments.</summary>
    /// <param name="args">As the program got them.</param>
    /// <returns>The options, or null and the result to invoke where help or the version is asked for.</returns>
    /// <exception cref="UsageException">They are not as they should be.</exception>
    public (TavernOptions? Options, ParseResult Result) Parse(IReadOnlyList<string> args)
    {
        var result = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        if (result.Action is { } action && action.ClearsParseErrors)
            return (null, result);
        if (result.UnmatchedTokens.Count > 0)
            throw new UsageException($"Expected one of {Names()}, but found \"{result.UnmatchedTokens[0]}\". See --help.");
        if (result.Errors.Count > 0)
            throw new UsageException(Describe(result.Errors[0]));
        return (new TavernOptions
        {
            Updates = result.GetValue(updates),
            Seed = result.GetValue(seed),
            Run = result.GetValue(run),
            Resume = result.GetValue(resume),
            Config = result.GetValue(config),
            Dataset = result.GetValue(dataset),
            Actor = result.GetValue(actor),
            Device = result.GetValue(device),
            Threads = result.GetValue(threads),
        }, result);
    }

    private string Names() => string.Join(", ", root.Options.Select(option => option.Name).Where(name => name.StartsWith("--")));

    private static string Describe(ParseError error)
    {
        var found = error.SymbolResult as OptionResult ?? error.SymbolResult?.Parent as OptionResult;
        if (found is { Tokens.Count: 0 })
            return $"{found.Option.Name}: expected a value after it, but found none. Write {found.Option.Name} {found.Option.HelpName}.";
        if (found is { Tokens.Count: > 1 })
            return $"{found.Option.Name}: expected it once, but found it {found.Tokens.Count} times. Write it once.";
        return error.Message;
    }

    private static Option<T?> Whole<T>(string name, T least, T most, string description) where T : struct, IBinaryInteger<T> => new(name)
    {
        HelpName = "N",
        Description = description,
        CustomParser = found =>
        {
            string text = found.Tokens[0].Value;
            if (T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out T value) && value >= least && value <= most)
                return value;
            found.AddError($"{name}: expected a whole number from {least} to {most}, but found \"{text}\". Write {name} N.");
            return null;
        },
    };

    private static Option<string?> Path(string name, string value, string description) => new(name)
    {
        HelpName = value,
        Description = description,
        CustomParser = found =>
        {
            string text = found.Tokens[0].Value;
            if (text.Trim().Length > 0)
                return text;
            found.AddError($"{name}: expected a path, but found \"{text}\". Write {name} {value}.");
            return null;
        },
    };

    private static Option<DeviceChoice> Device() => new("--device")
    {
        HelpName = "auto|cpu|cuda",
        Description = "Where to compute; auto takes a GPU where there is one [default: auto].",
        CustomParser = found =>
        {
            switch (found.Tokens[0].Value)
            {
                case "auto": return DeviceChoice.Auto;
                case "cpu": return DeviceChoice.Cpu;
                case "cuda": return DeviceChoice.Cuda;
            }

            found.AddError($"--device: expected auto, cpu or cuda, but found \"{found.Tokens[0].Value}\". Write --device auto.");
            return default;
        },
    };
}
