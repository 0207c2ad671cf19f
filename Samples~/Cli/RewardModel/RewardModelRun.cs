using System;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Repartee.Samples.Cli.Display;
using Repartee.Sessions;
using Repartee.Training.RewardModel;
using Repartee.Training.Trainer;

namespace Repartee.Samples.Cli.RewardModel;

/// <summary>
/// <c>reward-model</c>: loads the actor, learns from the labels, writes the model. A run that is stopped writes a checkpoint only.
/// </summary>
internal sealed class RewardModelRun(RewardModelRequest request, IRunDisplay display, CancellationToken stop)
{
    /// <summary>Runs to the end, away from the caller's thread.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync()
    {
        RewardModelProgress? best = null;
        await display.WatchAsync(() => Task.Run(() => best = Learn(), stop));
        display.Say($"Kept epoch {best!.Epoch}: {string.Join("  ", Values(best))}");
        display.Say($"Written to {request.Folder}");
        display.Say($"Use it: repartee train --actor {request.Actor.Actor} --reward-model {request.Folder} ...");
        return 0;
    }

    private static string[] Values(RewardModelProgress progress) => double.IsNaN(progress.HeldOutLoss)
        ? [$"loss {progress.Loss:F3}"]
        : [$"loss {progress.Loss:F3}", $"held-out loss {progress.HeldOutLoss:F3}", $"held-out pairs in the right order "
            + $"{progress.HeldOutAccuracy:P0}"];

    private RewardModelProgress Learn()
    {
        display.Stage("Loading the actor");
        var choice = request.Actor;
        using var trainer = RewardModelTrainer.From(choice.Open(), choice.Device, choice.Precision);
        int labels = Math.Max(request.Labels.Pairs.Count, request.Labels.Ratings.Count);
        display.Stage($"Reading {labels} {(request.Labels.Pairs.Any() ? "pairs" : "rated replies")}");
        var best = Train(trainer);
        trainer.Save(request.Folder);
        return best;
    }

    private RewardModelProgress Train(RewardModelTrainer trainer)
    {
        var clock = Stopwatch.StartNew();
        int planned = request.Options.Epochs, begun = 0;
        try
        {
            return trainer.Train(
                request.Labels,
                request.Options,
                progress =>
                {
                    begun = begun == 0 ? progress.Epoch : begun;
                    var left = clock.Elapsed / (progress.Epoch - begun + 1) * (planned - progress.Epoch);
                    display.Step(new RunStep("epoch", progress.Epoch, planned, Values(progress), left));
                },
                stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            if (RunCheckpoints.Newest(request.Folder) is string checkpoint)
                display.Say($"Stopped: {checkpoint} is written. Go on with the same command and --resume");
            throw;
        }
        catch (InvalidOperationException error)
        {
            throw new UsageException(error.Message, cause: error);
        }
    }
}
