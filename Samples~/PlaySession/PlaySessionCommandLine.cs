using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Linq;
using Repartee.Samples.Tavern;
using Repartee.Sessions;
using Repartee.Training.Native;

namespace Repartee.Samples.PlaySession;

/// <summary>The options of the program, and what it says where they are not as they should be.</summary>
internal sealed class PlaySessionCommandLine
{
    private const string About =
        "A tavern in a window: NPCs speak through Repartee and learn while you play. Talk with them, judge their answers by thumbs up and "
        + "down, pause training, freeze what was learnt into a file.\n\n"
        + "Keys: 1-4 or Left and Right choose, Enter talks, T types a line, Up and Down are thumbs, P pauses training, F freezes, Esc "
        + "quits.\n"
        + "It needs SDL 2 and OpenGL 3.3; without a screen run it by xvfb-run -a.\n"
        + "Exit code: 0 success, 2 wrong use or no window (one line says what to do), 130 stopped by Ctrl-C, 1 any other failure.";

    private static readonly PlaySessionOptions Defaults = new();

    private readonly Option<long?> frames = CheckedOption.Whole<long>(
        "--frames", 1, 10_000_000, "End after N frames [default: when you quit].");

    private readonly Option<string?> screenshot = CheckedOption.Path("--screenshot", "FILE.png", "Write the last frame as a picture.");

    private readonly Option<string?> frameLog = CheckedOption.Path(
        "--frame-log", "FILE.jsonl", "Write what each frame took, a JSON object a line; needs --frames.");

    private readonly Option<string?> script = CheckedOption.Path(
        "--script", "FILE", "Play by lines of a frame and a command, such as \"120 talk\", \"200 say Is the ale cold?\", \"400 up\". "
        + "Frames count from when the NPCs can talk.");

    private readonly Option<string?> record = CheckedOption.Path(
        "--record", "FILE", "Write what is said into a recording, which repartee replay and repartee export read; one that is there is " +
        "gone "
        + "on with.");

    private readonly Option<ulong?> seed = CheckedOption.Whole<ulong>(
        "--seed", 0, int.MaxValue / 2000, $"Decides guests and draws [default: {Defaults.Seed}].");

    private readonly Option<bool> off = CheckedOption.Flag("--off", "Without Repartee: NPCs recite lines.");

    private readonly Option<bool> noTraining = CheckedOption.Flag("--no-training", "NPCs speak through Repartee, but learn nothing.");

    private readonly Option<double?> trainingShare = Share(
        "--training-share", "Share of time that training may take [default: the session's].");

    private readonly Option<int?> patrons = CheckedOption.Whole<int>(
        "--patrons", 0, 256, $"NPCs at the back tables, who talk with guests and give training its data [default: {Defaults.Patrons}].");

    private readonly Option<string?> actor = CheckedOption.Path(
        "--actor", "DIR", "Folder of the actor to start from [default: the tavern's].");

    private readonly Option<string?> dataset = CheckedOption.Path(
        "--dataset", "FILE.jsonl", "What guests say: dialogues with persona, messages, solution and tags [default: the tavern's].");

    private readonly Option<DeviceChoice> device = CheckedOption.Device(
        "--device", "Where to compute; auto takes a GPU where there is one [default: auto].");

    private readonly Option<int?> threads = CheckedOption.Whole<int>(
        "--threads", 1, 1024, "CPU threads for play and for learning [default: all processors but one].");

    private readonly RootCommand root;

    public PlaySessionCommandLine() => root = new RootCommand(About)
    {
        frames, screenshot, frameLog, script, record, seed, off, noTraining, trainingShare, patrons, actor, dataset, device, threads,
    };

    /// <summary>Reads the arguments.</summary>
    /// <param name="args">As the program got them.</param>
    /// <returns>The options, or null and the result to invoke where help or the version is asked for.</returns>
    /// <exception cref="UsageException">They are not as they should be.</exception>
    public (PlaySessionOptions? Options, ParseResult Result) Parse(IReadOnlyList<string> args)
    {
        var result = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        if (result.Action is { ClearsParseErrors: true })
            return (null, result);
        if (result.UnmatchedTokens.Count > 0)
            throw new UsageException($"Expected one of {Names()}, but found \"{result.UnmatchedTokens[0]}\". See --help.");
        if (result.Errors.Count > 0)
            throw new UsageException(ParseErrorText.Describe(result.Errors[0]));
        return (Read(result), result);
    }

    private PlaySessionOptions Read(ParseResult result) => new()
    {
        Frames = result.GetValue(frames),
        Screenshot = result.GetValue(screenshot),
        FrameLog = result.GetValue(frameLog),
        Script = result.GetValue(script),
        Record = result.GetValue(record),
        Seed = result.GetValue(seed) ?? Defaults.Seed,
        Off = result.GetValue(off),
        NoTraining = result.GetValue(noTraining),
        TrainingShare = result.GetValue(trainingShare),
        Patrons = result.GetValue(patrons) ?? Defaults.Patrons,
        Actor = result.GetValue(actor),
        Dataset = result.GetValue(dataset),
        Device = result.GetValue(device),
        Threads = result.GetValue(threads),
    };

    private static Option<double?> Share(string name, string description) => new(name)
    {
        HelpName = "X",
        Description = description,
        CustomParser = found =>
        {
            string text = found.Tokens[0].Value;
            bool isNumber = double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value);
            if (isNumber && value is > 0 and <= 1)
                return value;
            found.AddError($"{name}: expected a number above 0 and at most 1, but found \"{text}\". Write {name} 0.5.");
            return null;
        },
    };

    private string Names() => string.Join(", ", root.Options.Select(option => option.Name));
}
