using System;
using System.CommandLine;
using Repartee.Samples.Cli.Options;
using Repartee.Samples.Cli.Rows;
using Repartee.Sessions;
using Repartee.Training.Supervised;
using Repartee.Training.Weights;

namespace Repartee.Samples.Cli.Sft;

/// <summary>The options of <c>sft</c>.</summary>
internal sealed class SftVerb
{
    private const string About =
        "Supervised fine-tuning: teach an actor your own lines, and measure the loss on lines that it does not see. Ctrl-C ends it with a "
        + "checkpoint.";

    private static readonly SupervisedOptions Usual = new() { Steps = 300, BatchSize = 16, MicroBatchSize = 8, LearningRate = 1e-4 };

    private readonly ActorOptions actor = new();

    private readonly DialogueOptions dialogues = new(
        "Dialogues, one JSON object a line: {\"persona\":\"You are Marta.\",\"messages\":[{\"role\":\"user\",\"content\":\"A room?\"},"
        + "{\"role\":\"assistant\",\"content\":\"Two silvers.\"}]}. The assistant's lines are learnt; where a row has a solution, "
        + "that is learnt as the answer instead.");

    private readonly LoraOptions lora = new(
        "Teach a fresh LoRA adapter of this rank and leave the actor as it is [default: all weights learn].");

    private readonly RunFolderOptions output = new(
        "Folder for what is learnt, new or empty unless --resume is there: an actor, or with --lora-rank or --adapter an adapter in PEFT's "
        + "format. Gets checkpoints/ too, each of which is one as well.", usual: 100);

    private readonly Option<int?> steps = CheckedOption.Whole<int>("--steps", 1, 10_000_000, $"Optimiser steps [default: {Usual.Steps}].");

    private readonly Option<int?> batch = CheckedOption.Whole<int>("--batch", 1, 1_000_000, $"Rows a step [default: {Usual.BatchSize}].");

    private readonly Option<int?> microBatch = CheckedOption.Whole<int>(
        "--micro-batch", 1, 1_000_000, $"Rows a pass; bounds memory, changes no result [default: {Usual.MicroBatchSize}].");

    private readonly Option<bool> checkpointing = CheckedOption.Flag(
        "--checkpointing", "Compute layers again on the way back: less memory, a third more time.");

    private readonly Option<double?> learningRate = CheckedOption.Number(
        "--learning-rate", $"Highest learning rate; it rises at first and falls to a tenth [default: {Usual.LearningRate}].");

    private readonly Option<double?> weightDecay = CheckedOption.Number(
        "--weight-decay", $"How strongly weights are drawn to 0 [default: {Usual.WeightDecay}].");

    private readonly Option<int?> reportEvery = CheckedOption.Whole<int>(
        "--report-every", 1, 10_000_000, "Steps between validations [default: a tenth of the steps].");

    private readonly Option<ulong?> seed = CheckedOption.Whole<ulong>(
        "--seed", 0, ulong.MaxValue, $"Decides the order of rows and a fresh adapter [default: {Usual.Seed}].");

    private readonly Option<SafetensorsDType?> store = CheckedOption.Choice<SafetensorsDType?>(
        "--store", "How an actor's weights are written; same is as they were read. Adapters are always f32",
        ("same", null), ("f16", SafetensorsDType.F16), ("bf16", SafetensorsDType.BF16), ("f32", SafetensorsDType.F32));

    public SftVerb(Terminal terminal)
    {
        Command = new Command("sft", About);
        actor.AddFoldersTo(Command);
        dialogues.AddTo(Command);
        output.AddTo(Command);
        lora.AddTo(Command);
        foreach (var option in new Option[]
        {
            steps, batch, microBatch, checkpointing, learningRate, weightDecay, reportEvery, seed, store,
        })
            Command.Options.Add(option);
        actor.AddComputationTo(Command);
        Command.SetAction((parsed, stop) => new SftRun(Read(parsed), terminal.StartDisplay(), stop).RunAsync());
    }

    public Command Command { get; }

    private SftRequest Read(ParseResult parsed)
    {
        int planned = parsed.GetValue(steps) ?? Usual.Steps;
        var folder = output.Read(parsed);
        var options = Usual with
        {
            Steps = planned,
            BatchSize = parsed.GetValue(batch) ?? Usual.BatchSize,
            MicroBatchSize = parsed.GetValue(microBatch) ?? Usual.MicroBatchSize,
            GradientCheckpointing = parsed.GetValue(checkpointing),
            LearningRate = parsed.GetValue(learningRate) ?? Usual.LearningRate,
            WeightDecay = parsed.GetValue(weightDecay) ?? Usual.WeightDecay,
            ReportEvery = parsed.GetValue(reportEvery) ?? Math.Max(1, planned / 10),
            Seed = parsed.GetValue(seed) ?? Usual.Seed,
            RunFolder = folder.Path,
            CheckpointEvery = folder.CheckpointEvery,
            Resume = folder.Resume,
        };
        options.Validate();
        var adapter = lora.Read(parsed);
        adapter?.Validate();
        return new SftRequest(actor.Read(parsed), adapter, dialogues.Read(parsed), folder.Path, options, parsed.GetValue(store));
    }
}

/// <summary>What <c>sft</c> is asked for.</summary>
/// <param name="Store">How to write weights; null for as they were read.</param>
internal sealed record SftRequest(
    ActorChoice Actor, AdapterConfig? Lora, DialogueSplit Dialogues, string Folder, SupervisedOptions Options, SafetensorsDType? Store);
