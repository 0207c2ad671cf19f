using System;
using System.Runtime.InteropServices;
using System.Threading;

namespace Repartee.Samples.Cli;

/// <summary>
/// Turns Ctrl-C and SIGTERM into a cancelled token. A second signal ends the process at once, as ever. While something of its own takes
/// Ctrl-C, that is stopped alone.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    /// <summary>Exit code of a program that Ctrl-C stopped.</summary>
    public const int Interrupted = 130;

    private const int Terminated = 143;

    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration interrupt;
    private readonly PosixSignalRegistration terminate;

    public StopSignals()
    {
        interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
        terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, Terminated));
    }

    /// <summary>Who takes Ctrl-C for something of its own.</summary>
    public Interruption Interruption { get; } = new();

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>Exit code of a stopped run, 128 and the signal's number: 130 after Ctrl-C, 143 after SIGTERM.</summary>
    public int ExitCode { get; private set; } = Interrupted;

    /// <inheritdoc/>
    public void Dispose()
    {
        interrupt.Dispose();
        terminate.Dispose();
        source.Dispose();
    }

    private void Interrupt(PosixSignalContext context)
    {
        if (Interruption.TryStop())
            context.Cancel = true;
        else
            Stop(context, Interrupted);
    }

    private void Stop(PosixSignalContext context, int exitCode)
    {
        if (source.IsCancellationRequested)
            return;
        context.Cancel = true;
        ExitCode = exitCode;
        source.Cancel();
    }
}
