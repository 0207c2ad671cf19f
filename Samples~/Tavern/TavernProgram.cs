using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Repartee.Samples.Cli;
using Repartee.Samples.Cli.Chat;
using Repartee.Sessions;
using Spectre.Console;

namespace Repartee.Samples.Tavern;

/// <summary>From arguments to an exit code: 0 success, 1 failure, 2 wrong use, 130 stopped.</summary>
internal sealed class TavernProgram(TextWriter output, TextWriter error, Speaker speaker)
{
    /// <summary>Exit code of a run that was stopped.</summary>
    public const int Stopped = StopSignals.Interrupted;

    public async Task<int> RunAsync(IReadOnlyList<string> args, CancellationToken stop)
    {
        try
        {
            var (options, result) = new TavernCommandLine().Parse(args);
            if (options is null)
                return await result.InvokeAsync(new InvocationConfiguration { Output = output, Error = error });
            options.Validate();
            var display = Display();
            var actor = await new TavernCommand(options, display, stop).RunAsync();
            display.Say($"Talk with it: {actor.Command}");
            if (speaker.IsPerson && !options.NoChat)
                await actor.TalkAsync(speaker, output, error, stop);
            return 0;
        }
        catch (HealthStopException paused)
        {
            error.WriteLine(paused.Message);
            return 1;
        }
        catch (UsageException wrong)
        {
            error.WriteLine(wrong.Message);
            return 2;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return Stopped;
        }
        catch (Exception failure)
        {
            error.WriteLine(failure);
            error.WriteLine($"The run failed: {failure.Message.Split('\n')[0]}");
            return 1;
        }
    }

    /// <summary>A live display in a terminal, lines everywhere else.</summary>
    private IRunDisplay Display()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        var able = console.Profile.Capabilities;
        return console.Profile.Out.IsTerminal && able.Ansi && able.Interactive ? new LiveDisplay(console) : new PlainDisplay(output);
    }
}
