using System;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Repartee.Frozen.Gguf;
using Repartee.Samples.Cli.Display;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Export;
using Repartee.Training.Native;
using Repartee.Training.Report;
using Repartee.Training.Trainer;

namespace Repartee.Samples.Tavern;

/// <summary>The run: ask the held-out guests, learn from the others, ask again, freeze the actor, compare.</summary>
internal sealed class TavernCommand(TavernOptions options, IRunDisplay display, CancellationToken stop)
{
    private const string FrozenFile = "actor.gguf";

    /// <summary>Greedily it answers all 128 held-out guests as in float32, where Q8_0, which is half as large, answers 120 so.</summary>
    private const GgufType FrozenType = GgufType.F16;

    private readonly Stopwatch clock = Stopwatch.StartNew();

    /// <summary>Runs to the end and shows the result.</summary>
    /// <returns>What the actor has become.</returns>
    /// <exception cref="UsageException">The run can not start as asked.</exception>
    /// <exception cref="OperationCanceledException">It was stopped; a checkpoint is written.</exception>
    public async Task<TrainedActor> RunAsync()
    {
        var settings = TavernSettings.For(options);
        var training = settings.ToTrainingOptions(options, options.RunFolder(TimeProvider.System));
        var (session, dialogues) = await StartAsync(training);
        await using var _ = session;
        var heldOut = new HeldOutQuestions(session, dialogues, training.Rewards!);
        var before = session.Progress.Update > 0 ? heldOut.Load() : null;
        if (session.Progress.Update > settings.Updates)
        {
            throw new UsageException(
                $"--updates: expected the {session.Progress.Update} updates that the run has done or more, but found {settings.Updates}. "
                + "Raise --updates.");
        }

        display.Say(
            $"{session.Backend.Device}, {session.Backend.Threads} threads; {dialogues.Training.Count} dialogues to learn from, "
            + $"{dialogues.HeldOut.Count} held out");
        display.Say($"Run folder: {session.RunPath}");

        HeldOutReplies? after = null;
        ExportReport? frozen = null;
        try
        {
            await display.WatchAsync(async () =>
            {
                var asking = Stopwatch.StartNew();
                if (before is null)
                {
                    display.Stage($"Asking {dialogues.HeldOut.Count} held-out guests before learning");
                    heldOut.Save(before = await heldOut.AskAsync(stop));
                }

                await LearnAsync(session, new DatasetPlayer(session, dialogues.Training, training), settings.Updates, asking.Elapsed);
                display.Stage($"Asking {dialogues.HeldOut.Count} held-out guests after learning");
                after = await heldOut.AskAsync(stop);
                display.Stage("Freezing the actor");
                frozen = await session.FreezeAsync(Path.Combine(session.RunPath!, FrozenFile), FrozenType);
                display.Stage("Done");
            });
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            display.Say("Stopping: writing a checkpoint");
            await StopAsync(session);
            display.Say($"Stopped after update {session.Progress.Update} of {settings.Updates}");
            display.Say($"Go on with: --resume --run {session.RunPath}");
            throw;
        }

        await StopAsync(session);
        var summary = new RunSummary(session, before!, after!, settings.Seed, clock.Elapsed);
        session.WriteSummary(summary.ToDictionary());
        string report = RunReport.Write(summary.RunFolder);                     // again, with the summary
        display.Show(new BeforeAfterReport(before!, after!, summary, $"{frozen!.Path}, {FrozenType}, {ByteSize.Text(frozen.Bytes)}"));
        display.Say($"Report: {report}");
        return new TrainedActor(frozen.Path, dialogues.HeldOut);
    }

    /// <summary>Whatever fails here was asked for wrongly.</summary>
    private async Task<(TrainingSession, TavernDialogues)> StartAsync(TrainingOptions training)
    {
        try
        {
            training.Validate();
            var dialogues = TavernDialogues.Read(options.DatasetFile, ActorFolder.Open(training.ActorFolder), training.Sampling.MaxTokens);
            return (await TrainingSession.StartAsync(training, stop), dialogues);
        }
        catch (Exception error) when (error is ArgumentException or FormatException or InvalidOperationException or IOException
            or InvalidDataException or UnauthorizedAccessException or NativeBackendException)
        {
            throw new UsageException(error.Message, error);
        }
    }

    private async Task LearnAsync(TrainingSession session, DatasetPlayer player, long updates, TimeSpan asking)
    {
        display.Stage("Learning");
        long first = session.Progress.Update;
        var learning = Stopwatch.StartNew();
        while (session.Progress.Update < updates)
        {
            await player.PlayAsync(session.Progress.Update + 1, stop);
            long done = session.Progress.Update;
            display.Update(new RunStatus(session.Progress, updates, learning.Elapsed / (done - first) * (updates - done) + asking));
        }
    }

    private static async Task StopAsync(TrainingSession session)
    {
        await session.StopAsync();
        if (session.Error != null)
            throw new InvalidOperationException($"The last checkpoint could not be written: {session.Error.Message}", session.Error);
    }
}
