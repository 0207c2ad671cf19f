using System;
using System.Runtime.InteropServices;
using System.Threading;

namespace Repartee.Installer;

/// <summary>Asked by Ctrl-C, by SIGTERM and, where the caller wants it, by the end of the standard input.</summary>
internal sealed class StopRequest : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration[] signals;

    public StopRequest(bool withInput)
    {
        signals = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop)];
        if (withInput)
            new Thread(ReadToTheEnd) { IsBackground = true, Name = "end of input" }.Start();
    }

    public CancellationToken Token => source.Token;

    public void Dispose()
    {
        foreach (PosixSignalRegistration signal in signals)
            signal.Dispose();
    }

    private void Stop(PosixSignalContext context)
    {
        context.Cancel = true;
        source.Cancel();
    }

    private void ReadToTheEnd()
    {
        while (Console.In.Read() >= 0)
        {
            // Nothing is said this way.
        }

        source.Cancel();
    }
}
