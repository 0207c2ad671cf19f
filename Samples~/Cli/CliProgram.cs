using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Repartee.Dialogue;
using Repartee.Samples.Cli.Display;
using Repartee.Sessions;
using Repartee.Training.Native;

namespace Repartee.Samples.Cli;

/// <summary>From arguments to an exit code: 0 success, 1 failure, 2 wrong use, 130 stopped.</summary>
internal sealed class CliProgram(Terminal terminal)
{
    /// <summary>Exit code of a command that was stopped.</summary>
    public const int Stopped = StopSignals.Interrupted;

    private const int Failed = 1;
    private const int WrongUse = 2;

    public async Task<int> RunAsync(IReadOnlyList<string> args, CancellationToken stop)
    {
        try
        {
            return await new CliCommandLine(terminal).Parse(args).InvokeAsync(
                new InvocationConfiguration
                {
                    Output = terminal.Output,
                    Error = terminal.Error,
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = null,
                },
                stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return Stopped;
        }
        catch (HealthStopException paused)
        {
            terminal.Error.WriteLine(VisibleText.OneLine(paused.Message));
            return Failed;
        }
        catch (Exception wrong) when (IsWrongUse(wrong))
        {
            terminal.Error.WriteLine(UsageException.OneLine(wrong.Message));
            if (wrong is UsageException { Usage: string usage })
                terminal.Error.WriteLine(usage);
            return WrongUse;
        }
        catch (Exception failure)
        {
            terminal.Error.WriteLine(VisibleText.Of(failure.ToString()));
            terminal.Error.WriteLine($"The command failed: {VisibleText.OneLine(failure.Message.Split('\n')[0])}");
            return Failed;
        }
    }

    /// <summary>What the library throws for files and values that do not fit; its messages say what to do.</summary>
    private static bool IsWrongUse(Exception error) => error is UsageException or ArgumentException or DialogueDatasetException
        or IOException or InvalidDataException or UnauthorizedAccessException or NativeBackendException;
}
