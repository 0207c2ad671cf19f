using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace Repartee.Samples.Cli.Chat;

/// <summary>Whoever talks to an actor: a person at a terminal, or lines from a file or another program.</summary>
/// <param name="Input">The lines.</param>
/// <param name="IsPerson">Whether somebody sits there, who is told what to do and asked for each line.</param>
/// <param name="Interruption">Takes Ctrl-C while a reply is made.</param>
internal sealed record Speaker(TextReader Input, bool IsPerson, Interruption Interruption)
{
    public static Speaker AtConsole(Interruption interruption) =>
        new(Console.In, !Console.IsInputRedirected && !Console.IsOutputRedirected, interruption);

    /// <summary>The next line, away from the caller's thread; null at the end. Giving up leaves the wait for the line behind.</summary>
    public Task<string?> ReadAsync(CancellationToken stop) =>
        Task.Factory.StartNew(Input.ReadLine, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).WaitAsync(stop);
}
