using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Repartee.Samples.Cli.Display;
using Repartee.Sessions;
using Repartee.Training.Report;
using Repartee.Training.Trainer;

namespace Repartee.Samples.Cli.Train;

/// <summary><c>train</c>: ask the held-out rows, learn from the others, ask again, compare.</summary>
internal sealed class TrainRun(TrainRequest request, IRunDisplay display, CancellationToken stop)
{
    private readonly Stopwatch clock = Stopwatch.StartNew();

    /// <summary>Runs to the end and shows the result.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="OperationCanceledException">It was stopped; a checkpoint is written.</exception>
    public async Task<int> RunAsync()
    {
        request.CheckRows();
        await using var session = await StartAsync();
        var file = new EvaluationFile(session.RunPath!, request.Dialogues.Hash, request.Rules.Details);
        bool resumed = session.Progress.Update > 0;
        var before = resumed ? file.Load() : null;
        RequireUpdatesLeft(session);
        display.Say(
            $"{session.Backend.Device}, {session.Backend.Threads} threads; {request.Dialogues.Training.Count} rows to learn from, "
            + $"{request.Dialogues.HeldOut.Count} held out");
        display.Say($"Run folder: {session.RunPath}");
        Evaluation? after = null;
        try
        {
            await display.WatchAsync(async () =>
            {
                if (!resumed)
                    file.Save(before = await EvaluateAsync(session, "before"));
                await LearnAsync(session);
                after = await EvaluateAsync(session, "after");
            });
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            display.Say("Stopping: writing a checkpoint");
            await StopAsync(session);
            display.Say($"Stopped after update {session.Progress.Update} of {request.Updates}");
            display.Say("Go on with the same command and --resume");
            throw;
        }

        await StopAsync(session);
        var summary = new TrainSummary(session, before, after, request.Options.Seed, clock.Elapsed);
        session.WriteSummary(summary.ToDictionary());
        string report = RunReport.Write(summary.RunFolder);                     // again, with the summary
        foreach (string line in new TrainReport(summary, before, after).Lines())
            display.Say(line);
        display.Say($"Report: {report}");
        return 0;
    }

    /// <summary>A resume under other settings is asked for wrongly.</summary>
    private async Task<TrainingSession> StartAsync()
    {
        try
        {
            return await TrainingSession.StartAsync(request.Options, stop);
        }
        catch (InvalidOperationException error)
        {
            throw new UsageException(error.Message, cause: error);
        }
    }

    private void RequireUpdatesLeft(TrainingSession session)
    {
        if (session.Progress.Update > request.Updates)
        {
            throw new UsageException(
                $"--updates: expected the {session.Progress.Update} updates that the run has done or more, but found {request.Updates}. "
                + "Raise --updates.");
        }
    }

    /// <summary>The same draws each time, so that differences are the weights'. Null without held-out rows.</summary>
    private async Task<Evaluation?> EvaluateAsync(TrainingSession session, string when)
    {
        var rows = request.Dialogues.HeldOut;
        if (rows.Count == 0)
            return null;
        display.Stage($"Asking {rows.Count} held-out rows {when} learning");
        var replies = await DatasetPlayer.EvaluateAsync(session, rows.Select(row => row.State).ToList(), session.Rewards, stop);
        session.WriteEvaluation(replies);
        return Evaluation.Of(replies);
    }

    private async Task LearnAsync(TrainingSession session)
    {
        display.Stage("Learning");
        var player = new DatasetPlayer(session, request.Dialogues.Training.Select(row => row.State).ToList(), request.Options);
        long first = session.Progress.Update;
        var learning = Stopwatch.StartNew();
        while (session.Progress.Update < request.Updates)
        {
            await player.PlayAsync(session.Progress.Update + 1, stop);
            long done = session.Progress.Update;
            display.Step(Step(session.Progress, learning.Elapsed / (done - first) * (request.Updates - done)));
        }
    }

    private RunStep Step(TrainingProgress progress, TimeSpan left) => new(
        "update",
        progress.Update,
        request.Updates,
        [
            $"reward {progress.Metrics["objective/scores"]:F3}", $"KL {progress.Metrics["objective/kl"]:F2}",
            $"entropy {progress.Metrics["policy/entropy_avg"]:F2}", $"{progress.Metrics["tokens_per_second"]:F0} tokens/s",
        ],
        left);

    private static async Task StopAsync(TrainingSession session)
    {
        await session.StopAsync();
        if (session.Error != null)
            throw new InvalidOperationException($"The last checkpoint could not be written: {session.Error.Message}", session.Error);
    }
}
