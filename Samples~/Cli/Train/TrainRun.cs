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

/// <summary><c>train</c> and <c>replay</c>: ask the held-out rows, learn, ask again, compare.</summary>
internal sealed class TrainRun(LearningRequest request, IRunDisplay display, CancellationToken stop)
{
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private StaleRecordingException? stale;

    /// <summary>Runs to the end and shows the result.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="OperationCanceledException">It was stopped; a checkpoint is written.</exception>
    public async Task<int> RunAsync()
    {
        request.Check();
        await using var session = await StartAsync();
        var file = new EvaluationFile(session.RunPath!, request.MaterialOption, request.MaterialHash, request.Rules.Details);
        bool resumed = session.Progress.Update > 0;
        var before = resumed ? file.Load() : null;
        RequireUpdatesLeft(session);
        display.Say(
            $"{session.Backend.Device}, {session.Backend.Threads} threads; {request.Material} to learn from, "
            + $"{request.HeldOut.Count} held out");
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
        var rows = request.HeldOut;
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
        var teach = Teacher(session);
        long first = session.Progress.Update;
        var learning = Stopwatch.StartNew();
        while (session.Progress.Update < request.Updates)
        {
            if (!await TryTeachAsync(teach, session.Progress.Update + 1))
                return;
            long done = session.Progress.Update;
            display.Step(Step(session.Progress, learning.Elapsed / (done - first) * (request.Updates - done)));
        }
    }

    /// <summary>What does not fit the actor is asked for wrongly.</summary>
    private Func<long, CancellationToken, Task> Teacher(TrainingSession session)
    {
        try
        {
            return request.Teacher(session);
        }
        catch (InvalidDataException error)
        {
            throw new UsageException(error.Message, cause: error);
        }
    }

    /// <returns>False where recordings have become too old to go on with.</returns>
    private async Task<bool> TryTeachAsync(Func<long, CancellationToken, Task> teach, long update)
    {
        try
        {
            await teach(update, stop);
            return true;
        }
        catch (InvalidOperationException error) when (error.InnerException is StaleRecordingException found)
        {
            if (update == 1)
                throw new UsageException(found.Message, cause: found);
            stale = found;
            display.Say($"Stopped before update {update}. {found.Message}");
            return false;
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

    private async Task StopAsync(TrainingSession session)
    {
        await session.StopAsync();
        if (session.Error != null && stale is null)
            throw new InvalidOperationException($"The last checkpoint could not be written: {session.Error.Message}", session.Error);
    }
}
