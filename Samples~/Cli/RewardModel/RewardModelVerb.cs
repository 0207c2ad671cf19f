using System.CommandLine;
using System.IO;
using Repartee.Samples.Cli.Options;
using Repartee.Training.RewardModel;

namespace Repartee.Samples.Cli.RewardModel;

/// <summary>The options of <c>reward-model</c>.</summary>
internal sealed class RewardModelVerb
{
    private const string About =
        "Train a reward model on replies that people have judged: a small head on an actor, which train can use beside its rules.";

    private static readonly RewardModelOptions Usual = new();

    private readonly ActorOptions actor = new();

    private readonly Option<string?> data = CheckedOption.Text(
        "--data", "FILE.jsonl", "Judged replies, one JSON object a line, all of one kind: {\"persona\":\"You are Marta.\","
        + "\"messages\":[{\"role\":\"user\",\"content\":\"A room?\"}],\"chosen\":\"Two silvers.\",\"rejected\":\"No.\"}, or \"reply\" "
        + "and \"score\" instead.",
        required: true);

    private readonly RunFolderOptions output = new(
        "Folder for the model, new or empty unless --resume is there: reward_model.json, reward_model.safetensors and checkpoints/.",
        usual: 1000);

    private readonly Option<int?> epochs = CheckedOption.Whole<int>(
        "--epochs", 1, 1_000_000, "Passes over the labels; of all, the one with the lowest held-out loss is kept "
        + $"[default: {Usual.Epochs}].");

    private readonly Option<int?> batch = CheckedOption.Whole<int>("--batch", 1, 1_000_000, $"Labels a step [default: {Usual.BatchSize}].");

    private readonly Option<int?> microBatch = CheckedOption.Whole<int>(
        "--micro-batch", 1, 1_000_000, $"Replies a pass; bounds memory, changes no result [default: {Usual.RowsPerPass}].");

    private readonly Option<double?> learningRate = CheckedOption.Number(
        "--learning-rate", $"Of the head [default: {Usual.LearningRate}].");

    private readonly Option<double?> validation = CheckedOption.Number(
        "--validation", $"Share of the labels that are never learnt from [default: {Usual.HeldOutShare}].");

    private readonly Option<ulong?> seed = CheckedOption.Whole<ulong>(
        "--seed", 0, ulong.MaxValue, $"Decides the head's start, the order, and which labels are held out [default: {Usual.Seed}].");

    public RewardModelVerb(Terminal terminal)
    {
        Command = new Command("reward-model", About);
        actor.AddActorTo(Command);
        Command.Options.Add(data);
        output.AddTo(Command);
        foreach (var option in new Option[] { epochs, batch, microBatch, learningRate, validation, seed })
            Command.Options.Add(option);
        actor.AddComputationTo(Command);
        Command.SetAction((parsed, stop) => new RewardModelRun(Read(parsed), terminal.StartDisplay(), stop).RunAsync());
    }

    public Command Command { get; }

    private RewardModelRequest Read(ParseResult parsed)
    {
        string file = parsed.GetValue(data)!;
        if (!File.Exists(file))
            throw new UsageException($"--data: expected a file, but found none at {Path.GetFullPath(file)}. Check the path.");
        var folder = output.Read(parsed);
        var options = Usual with
        {
            Epochs = parsed.GetValue(epochs) ?? Usual.Epochs,
            BatchSize = parsed.GetValue(batch) ?? Usual.BatchSize,
            RowsPerPass = parsed.GetValue(microBatch) ?? Usual.RowsPerPass,
            LearningRate = parsed.GetValue(learningRate) ?? Usual.LearningRate,
            HeldOutShare = parsed.GetValue(validation) ?? Usual.HeldOutShare,
            Seed = parsed.GetValue(seed) ?? Usual.Seed,
            RunFolder = folder.Path,
            CheckpointEvery = folder.CheckpointEvery,
            Resume = folder.Resume,
        };
        options.Validate();
        return new RewardModelRequest(actor.Read(parsed), LabelledReplies.Read(file), folder.Path, options);
    }
}

/// <summary>What <c>reward-model</c> is asked for.</summary>
internal sealed record RewardModelRequest(ActorChoice Actor, LabelledReplies Labels, string Folder, RewardModelOptions Options);
