using System.IO;
using Repartee.Samples.Cli.Chat;
using Repartee.Samples.Cli.Display;
using Spectre.Console;

namespace Repartee.Samples.Cli;

/// <summary>Where the program writes, results to the output and faults to the error output, and whoever talks to it.</summary>
internal sealed class Terminal(TextWriter output, TextWriter error, Speaker speaker)
{
    public TextWriter Output { get; } = output;

    public TextWriter Error { get; } = error;

    public Speaker Speaker { get; } = speaker;

    /// <summary>A bar that moves in a terminal, lines everywhere else.</summary>
    public IRunDisplay StartDisplay()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Output) });
        var able = console.Profile.Capabilities;
        return console.Profile.Out.IsTerminal && able.Ansi && able.Interactive ? new MovingDisplay(console) : new PlainDisplay(Output);
    }
}
