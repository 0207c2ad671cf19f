using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Threading;
using Repartee.Dialogue;
using Repartee.Samples.Cli;
using Repartee.Samples.PlaySession.Play;
using Repartee.Samples.Tavern;

namespace Repartee.Samples.PlaySession;

/// <summary>From arguments to an exit code: 0 success, 1 failure, 2 wrong use or no window, 130 stopped.</summary>
internal sealed class PlaySessionProgram(TextWriter output, TextWriter error)
{
    /// <summary>Exit code of a game that was stopped.</summary>
    public const int Stopped = StopSignals.Interrupted;

    /// <summary>Runs on the caller's thread to the end: windows belong to the main thread on some systems.</summary>
    public int Run(IReadOnlyList<string> args, CancellationToken stop)
    {
        try
        {
            var (options, result) = new PlaySessionCommandLine().Parse(args);
            if (options is null)
                return result.Invoke(new InvocationConfiguration { Output = output, Error = error });
            options.Validate();
            Play(options, stop);
            return stop.IsCancellationRequested ? Stopped : 0;
        }
        catch (UsageException wrong)
        {
            error.WriteLine(wrong.Message);
            return 2;
        }
        catch (Exception failure)
        {
            error.WriteLine(failure);
            error.WriteLine($"The game failed: {failure.Message.Split('\n')[0]}");
            return 1;
        }
    }

    private void Play(PlaySessionOptions options, CancellationToken stop)
    {
        var cast = ReadCast(options.DatasetFile);
        var actor = options.Off ? null : new LearningActor(options.ToTrainingOptions());
        try
        {
            using var game = new Game(options, cast, actor, output);
            game.Run(stop);
        }
        finally
        {
            if (actor?.StopAsync().GetAwaiter().GetResult() is string frozen)
                output.WriteLine(frozen);
        }
    }

    private static Cast ReadCast(string file)
    {
        try
        {
            return Cast.Of(DialogueDataset.Read(file).Rows, Path.GetFileName(file));
        }
        catch (Exception error) when (error is IOException or FormatException or UnauthorizedAccessException or DialogueDatasetException)
        {
            throw new UsageException(error.Message, error);
        }
    }
}
