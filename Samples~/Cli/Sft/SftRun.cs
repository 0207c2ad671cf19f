using System;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Repartee.Dialogue;
using Repartee.Samples.Cli.Display;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Native;
using Repartee.Training.Supervised;
using Repartee.Training.Weights;

namespace Repartee.Samples.Cli.Sft;

/// <summary>
/// <c>sft</c>: loads the actor, learns, writes what was learnt. A run that is stopped writes what it had learnt by then, and a checkpoint.
/// </summary>
internal sealed class SftRun(SftRequest request, IRunDisplay display, CancellationToken stop)
{
    private readonly Stopwatch learning = new();
    private SupervisedProgress? first;
    private SupervisedProgress? last;

    /// <summary>Runs to the end, away from the caller's thread.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync()
    {
        bool finished = false;
        await display.WatchAsync(() => Task.Run(() => finished = Learn()));
        if (first != null && last != null)
            display.Say(Summary(first, last));
        display.Say($"Written to {request.Folder}");
        if (!finished)
            display.Say("Go on with the same command and --resume");
        display.Say($"Try it: repartee generate --actor {request.Folder} --chat --prompt \"...\"");
        return finished ? 0 : CliProgram.Stopped;
    }

    private static string Text(SupervisedProgress progress) =>
        double.IsNaN(progress.ValidationLoss) ? $"{progress.Loss:F3}" : $"{progress.Loss:F3} (validation {progress.ValidationLoss:F3})";

    private static string Summary(SupervisedProgress first, SupervisedProgress last) =>
        $"Loss {Text(first)} at step {first.Step}, {Text(last)} at step {last.Step}, in nats a token of the NPC's lines";

    /// <returns>False when it was stopped.</returns>
    private bool Learn()
    {
        display.Stage("Loading the actor");
        var (folder, choice, rows) = (request.Actor.Open(), request.Actor, request.Dialogues);
        var backend = NativeBackend.Load(new NativeBackendOptions { Device = choice.Device });
        using var trainer = SupervisedTrainer.From(folder, choice.Device, request.Lora, choice.Precision, request.Options.Seed);
        display.Say($"{backend.Device}; {rows.Training.Count} rows to learn from, {rows.HeldOut.Count} held out");
        display.Say($"{trainer.TrainedCount:N0} parameters learn, of an actor of {trainer.ParameterCount:N0}");
        display.Stage(request.Options.Resume ? "Learning on from the newest checkpoint" : "Learning");
        bool finished = Train(trainer);
        trainer.Save(request.Folder, request.Store ?? StoredType(folder));
        return finished;
    }

    /// <returns>False when it was stopped.</returns>
    private bool Train(SupervisedTrainer trainer)
    {
        learning.Start();
        var rows = request.Dialogues;
        try
        {
            trainer.Train(
                rows.Training.Select(row => row.State), rows.HeldOut.Select(row => Measured(row.State)), request.Options, Report,
                cancellation: stop);
            return true;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            display.Say("Stopping: writing what was learnt so far");
            return false;
        }
        catch (InvalidOperationException error)
        {
            throw new UsageException(error.Message, cause: error);
        }
    }

    /// <summary>One solution of each row is measure enough; all of them would take longer than the learning.</summary>
    private static DialogueState Measured(DialogueState row) => row.WithSolutions(row.Solutions.Take(1));

    private static SafetensorsDType StoredType(ActorFolder folder)
    {
        using var weights = CheckpointWeights.Open(folder.Path);
        return weights.Entries["model.embed_tokens.weight"].DType;
    }

    private void Report(SupervisedProgress progress)
    {
        first ??= progress;
        last = progress;
        string[] values = [$"loss {progress.Loss:F4}", $"validation {progress.ValidationLoss:F4}", $"{progress.TokensPerSecond:F0} "
            + "tokens/s"];
        int planned = request.Options.Steps;
        display.Step(new RunStep(
            "step", progress.Step, planned, values.Where(value => !value.EndsWith("NaN", StringComparison.Ordinal)).ToArray(),
            learning.Elapsed / (progress.Step - first.Step + request.Options.ReportEvery) * (planned - progress.Step)));
    }
}
