using System;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Repartee.Conversation;
using Repartee.Samples.Cli.Options;
using Repartee.Samples.Cli.Rows;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Trainer;

namespace Repartee.Samples.Cli.Train;

/// <summary>The options of <c>train</c>.</summary>
internal sealed class TrainVerb
{
    private const string About =
        "Train an actor with PPO: it answers your rows, rules score each reply, and it learns to be scored higher. Ctrl-C ends the run "
        + "with a last "
        + "checkpoint.";

    private readonly ActorOptions actor = new();

    private readonly DialogueOptions dialogues = new(
        "Dialogues that end with a player's line, one JSON object a line: {\"persona\":\"You are Marta.\",\"messages\":[{\"role\":\"user\","
        + "\"content\":\"A room?\"}],\"solution\":[\"Two silvers.\"]}.");

    private readonly Option<string?> output = CheckedOption.Text(
        "--out", "RUN", "Folder of the run, new or empty unless --resume is there. Gets config.json, metrics.jsonl, replies.jsonl, "
        + "heldout-before.json, summary.json and checkpoints/, each of which is an actor's folder, or an adapter's.", required: true);

    private readonly Option<bool> resume = CheckedOption.Flag(
        "--resume", "Go on with the run in --out from its newest checkpoint; all other options as at its start, but for --updates.");

    private readonly Option<long?> updates = CheckedOption.Whole<long>(
        "--updates", 1, 10_000_000, "Updates of the actor in all, those before a resume included [default: 100].");

    private readonly LoraOptions lora = new("Train a fresh LoRA adapter of this rank and leave the actor as it is [default: all weights "
        + "learn].");

    private readonly RewardOptions rewards = new();

    private readonly PpoOptionGroup ppo = new();

    private readonly Option<int?> tokens = CheckedOption.Whole<int>("--tokens", 1, 1_000_000, "Tokens a reply may have [default: 48].");

    private readonly Option<double?> temperature = CheckedOption.Number(
        "--temperature", "Of the replies: above 0, to 10 [default: 1].");

    private readonly Option<string?> record = CheckedOption.Text(
        "--record", "FILE", "Write what is played into a recording, for replay and export; one that is there is gone on with.");

    private readonly Option<int?> checkpointEvery = CheckedOption.Whole<int>(
        "--checkpoint-every", 0, 10_000_000, "Updates between checkpoints; 0 for one at the end only [default: 25].");

    private readonly Option<int?> threads = CheckedOption.Whole<int>(
        "--threads", 1, 1024, "CPU threads for play and for learning [default: all processors].");

    private readonly Option<ulong?> seed = CheckedOption.Whole<ulong>(
        "--seed", 0, ulong.MaxValue, "Decides every draw: the same seed, the same run on the same machine [default: 1].");

    public TrainVerb(Terminal terminal)
    {
        Command = new Command("train", About);
        actor.AddFoldersTo(Command);
        dialogues.AddTo(Command);
        Command.Options.Add(output);
        Command.Options.Add(resume);
        Command.Options.Add(updates);
        lora.AddTo(Command);
        rewards.AddTo(Command);
        foreach (var option in new Option[] { tokens, temperature })
            Command.Options.Add(option);
        ppo.AddTo(Command);
        foreach (var option in new Option[] { record, checkpointEvery, threads, seed })
            Command.Options.Add(option);
        actor.AddComputationTo(Command);
        Command.SetAction((parsed, stop) => new TrainRun(Read(parsed), terminal.StartDisplay(), stop).RunAsync());
    }

    public Command Command { get; }

    private TrainRequest Read(ParseResult parsed)
    {
        var rules = rewards.ReadRules(parsed);
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
            RecordingFile = parsed.GetValue(record),
            Ppo = learning,
            Sampling = new SamplingOptions { Temperature = parsed.GetValue(temperature) ?? 1, MaxTokens = parsed.GetValue(tokens) ?? 48 },
            PlannedUpdates = parsed.GetValue(updates) ?? 100,
            QueueCapacity = Math.Max(new TrainingOptions().QueueCapacity, learning.BufferSize),
            CheckpointEvery = parsed.GetValue(checkpointEvery) ?? 25,
            Threads = parsed.GetValue(threads) ?? Environment.ProcessorCount,
            Seed = parsed.GetValue(seed) ?? 1,
        };
        options.Validate();
        return new TrainRequest(choice, options, rules, dialogues.Read(parsed));
    }

    private string RunFolder(ParseResult parsed)
    {
        string folder = parsed.GetValue(output)!;
        return parsed.GetValue(resume)
            ? Path.GetFullPath(folder)
            : new NewFolder("--out", folder, "Add --resume to go on with that run, or name another folder.").Path;
    }
}

/// <summary>What <c>train</c> is asked for.</summary>
internal sealed record TrainRequest(ActorChoice Actor, TrainingOptions Options, RewardRules Rules, DialogueSplit Dialogues)
    : LearningRequest(Actor, Options, Rules, Dialogues.HeldOut)
{
    public override string Material => $"{Dialogues.Training.Count} rows";

    public override string MaterialOption => "--data";

    public override string MaterialHash => Dialogues.Hash;

    public override Func<long, CancellationToken, Task> Teacher(TrainingSession session) =>
        new DatasetPlayer(session, Dialogues.Training.Select(row => row.State).ToList(), Options).PlayAsync;

    public override void Check()
    {
        var folder = Actor.Open();
        var playable = new PlayableRows(folder, Options.Sampling.MaxTokens);
        foreach (var row in Dialogues.Training.Concat(Dialogues.HeldOut))
        {
            playable.Check(row);
            Rules.Check(row);
        }
    }
}
