using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using Repartee.Conversation;
using Repartee.Samples.Cli.Options;
using Repartee.Samples.Cli.Rows;
using Repartee.Samples.Cli.Train;
using Repartee.Sessions;
using Repartee.Sessions.Recordings;

namespace Repartee.Samples.Cli.Replay;

/// <summary>The options of <c>replay</c>.</summary>
internal sealed class ReplayVerb
{
    private const string About =
        "Train an actor with PPO on recorded conversations, without playing: other rewards and other settings than those they were played "
        + "under. Each token is weighed by how likely the actor is to choose it now against when it was recorded; conversations that have "
        + "become too unlikely are left out, and when most have, the replay stops. Ctrl-C ends it with a last checkpoint.";

    private static readonly ReplayOptions Usual = new();

    private readonly ActorOptions actor = new();

    private readonly RecordingOptions recordings = new();

    private readonly Option<string?> output = CheckedOption.Text(
        "--out", "RUN", "Folder of the run, new or empty unless --resume is there; as for train. Also --run.", required: true);

    private readonly Option<bool> resume = CheckedOption.Flag(
        "--resume", "Go on with the run in --out from its newest checkpoint; all other options as at its start, but for --updates.");

    private readonly Option<string?> validation = CheckedOption.Text(
        "--validation", "FILE.jsonl", "Rows to ask before and after: those with the tag split \"heldout\", or where no row has that tag, " +
        "all "
        + "[default: none].");

    private readonly Option<long?> updates = CheckedOption.Whole<long>(
        "--updates", 1, 10_000_000, "Updates of the actor in all [default: as many as --passes make].");

    private readonly Option<int?> passes = CheckedOption.Whole<int>(
        "--passes", 1, 1000, "How often each conversation is learnt from, in another order each time [default: 1].");

    private readonly LoraOptions lora = new("Train a fresh LoRA adapter of this rank and leave the actor as it is [default: all weights "
        + "learn].");

    private readonly RewardOptions rewards = new();

    private readonly PpoOptionGroup ppo = new();

    private readonly Option<double?> weightCap = CheckedOption.Number(
        "--weight-cap", $"Largest weight of a token, 1 or more [default: {Usual.WeightCap}].");

    private readonly Option<double?> maxDrift = CheckedOption.Number(
        "--max-drift", $"Nats a token, between now and when it was recorded, from which a conversation is left out [default: " +
        $"{Usual.MaximumDrift}].");

    private readonly Option<double?> maxDropped = CheckedOption.Number(
        "--max-dropped", $"Share of an update's conversations that may be left out before the replay stops [default: " +
        $"{Usual.MaximumDroppedShare}].");

    private readonly Option<int?> tokens = CheckedOption.Whole<int>(
        "--tokens", 1, 1_000_000, "Tokens a reply to --validation may have [default: 48].");

    private readonly Option<double?> temperature = CheckedOption.Number(
        "--temperature", "Of the actor that learns: above 0, to 10 [default: that of the recordings].");

    private readonly Option<int?> checkpointEvery = CheckedOption.Whole<int>(
        "--checkpoint-every", 0, 10_000_000, "Updates between checkpoints; 0 for one at the end only [default: 25].");

    private readonly Option<int?> threads = CheckedOption.Whole<int>("--threads", 1, 1024, "CPU threads [default: all processors].");

    private readonly Option<ulong?> seed = CheckedOption.Whole<ulong>(
        "--seed", 0, ulong.MaxValue, "Decides every draw: the same seed, the same run on the same machine [default: 1].");

    private readonly Terminal terminal;

    public ReplayVerb(Terminal terminal)
    {
        this.terminal = terminal;
        output.Aliases.Add("--run");
        Command = new Command("replay", About);
        actor.AddFoldersTo(Command);
        recordings.AddTo(Command);
        foreach (var option in new Option[] { output, resume, validation, updates, passes })
            Command.Options.Add(option);
        lora.AddTo(Command);
        rewards.AddTo(Command);
        ppo.AddTo(Command);
        foreach (var option in new Option[] { weightCap, maxDrift, maxDropped, tokens, temperature, checkpointEvery, threads, seed })
            Command.Options.Add(option);
        actor.AddComputationTo(Command);
        Command.SetAction((parsed, stop) => new TrainRun(Read(parsed), terminal.StartDisplay(), stop).RunAsync());
    }

    public Command Command { get; }

    private ReplayRequest Read(ParseResult parsed)
    {
        var rules = rewards.ReadRules(parsed);
        var read = recordings.Read(parsed, terminal.Error);
        var learning = ppo.Read(parsed);
        var choice = actor.Read(parsed);
        var options = new TrainingOptions
        {
            ActorFolder = choice.Actor,
            AdapterFolder = choice.Adapter,
            ChatTemplate = choice.Template,
            Device = choice.Device,
            Precision = choice.Precision,
            Lora = lora.Read(parsed),
            Rewards = rules.Build(),
            RewardModel = rewards.ReadModel(parsed),
            RunFolder = RunFolder(parsed),
            Resume = parsed.GetValue(resume),
            Ppo = learning,
            Replay = new ReplayOptions
            {
                WeightCap = parsed.GetValue(weightCap) ?? Usual.WeightCap,
                MaximumDrift = parsed.GetValue(maxDrift) ?? Usual.MaximumDrift,
                MaximumDroppedShare = parsed.GetValue(maxDropped) ?? Usual.MaximumDroppedShare,
            },
            Sampling = new SamplingOptions { Temperature = Temperature(parsed, read), MaxTokens = parsed.GetValue(tokens) ?? 48 },
            PlannedUpdates = Updates(parsed, read, learning.BufferSize),
            QueueCapacity = Math.Max(new TrainingOptions().QueueCapacity, learning.BufferSize),
            CheckpointEvery = parsed.GetValue(checkpointEvery) ?? 25,
            Threads = parsed.GetValue(threads) ?? Environment.ProcessorCount,
            Seed = parsed.GetValue(seed) ?? 1,
        };
        options.Validate();
        return new ReplayRequest(choice, options, rules, HeldOut(parsed), read);
    }

    private long Updates(ParseResult parsed, IReadOnlyList<Recording> read, int buffer)
    {
        if (parsed.GetValue(updates) is not long wanted)
            return Math.Max(1, (long)(parsed.GetValue(passes) ?? 1) * read.Sum(recording => recording.Conversations.Count) / buffer);
        return !parsed.Has(passes) ? wanted : throw new UsageException(
            $"{updates.Name}: expected either it or {passes.Name}, but found both. Leave one of them out.");
    }

    private double Temperature(ParseResult parsed, IReadOnlyList<Recording> read)
    {
        if (parsed.GetValue(temperature) is double wanted)
            return wanted;
        var found = read.SelectMany(recording => recording.Sessions).Select(session => session.Temperature).Distinct().ToList();
        return found.Count == 1 ? found[0] : throw new UsageException(
            $"{recordings.Name}: expected recordings at one temperature, but found {string.Join(", ", found)}. Say by {temperature.Name} " +
            "which "
            + "one the actor learns for.");
    }

    private IReadOnlyList<DialogueRow> HeldOut(ParseResult parsed)
    {
        if (parsed.GetValue(validation) is not string file)
            return [];
        if (!File.Exists(file))
            throw new UsageException($"{validation.Name}: expected a file, but found none at {Path.GetFullPath(file)}. Check the path.");
        return DialogueSplit.HeldOutOf(file);
    }

    private string RunFolder(ParseResult parsed)
    {
        string folder = parsed.GetValue(output)!;
        return parsed.GetValue(resume)
            ? Path.GetFullPath(folder)
            : new NewFolder(output.Name, folder, "Add --resume to go on with that run, or name another folder.").Path;
    }
}
