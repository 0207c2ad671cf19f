using System;
using System.CommandLine;

namespace Repartee.Benchmarks.Frames;

/// <summary>The verb "frames": the play session's loop with NPCs that talk and learn, against the same loop without Repartee.</summary>
internal static class FramesCommand
{
    /// <summary>An X server that is started for the game and shows nothing.</summary>
    public const string VirtualDisplay = "xvfb";

    /// <summary>The display at hand.</summary>
    public const string OwnDisplay = "own";

    /// <summary>Drawn into memory.</summary>
    public const string NoDisplay = "offscreen";

    private static readonly Option<double> Seconds = new("--seconds")
    {
        HelpName = "N",
        Description = "Measured seconds of a turn",
        DefaultValueFactory = _ => 20,
    };

    private static readonly Option<double> WarmUp = new("--warm-up")
    {
        HelpName = "N",
        Description = "Seconds before",
        DefaultValueFactory = _ => 15,
    };

    private static readonly Option<int> Rounds = new("--rounds")
    {
        HelpName = "N",
        Description = "Turns of each mode",
        DefaultValueFactory = _ => 3,
    };

    private static readonly Option<string[]> Modes = new("--mode")
    {
        HelpName = "NAME",
        Description = "off: without Repartee; talk: NPCs speak; train: they learn, too",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [GameMode.Off, GameMode.Train],
    };

    private static readonly Option<string> Display = new("--display")
    {
        Description = "Where the window is: own display, xvfb, or in memory only",
        DefaultValueFactory = _ => OperatingSystem.IsLinux() && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("DISPLAY"))
            ? VirtualDisplay
            : OwnDisplay,
    };

    private static readonly Option<int?> RasterThreads = new("--raster-threads")
    {
        HelpName = "N",
        Description = "Threads of Mesa's software rasteriser besides the game's; 0 to 16 [default: one a processor]",
    };

    private static readonly Option<string> Game = new("--game")
    {
        HelpName = "OPTIONS",
        Description = "Further options of the game where Repartee is on, such as \"--training-share 0.5 --patrons 4\"",
        DefaultValueFactory = _ => "",
    };

    public static Command Create()
    {
        Modes.AcceptOnlyFromAmong([.. GameMode.All.Keys]);
        Display.AcceptOnlyFromAmong(VirtualDisplay, OwnDisplay, NoDisplay);
        var verb = new Command(
            "frames",
            "Frame times of the play session's loop with NPCs that talk and learn, against the same loop without Repartee, in turns. JSON "
            + "lines, one a turn, then one a mode, then a table.")
        {
            Seconds, WarmUp, Rounds, Modes, Display, RasterThreads, Game,
        };
        verb.SetAction(arguments =>
        {
            new FramesBenchmark(Options(arguments), Console.Out).Run();
            return 0;
        });
        return verb;
    }

    private static FramesOptions Options(ParseResult arguments) => new()
    {
        Seconds = arguments.GetValue(Seconds),
        WarmUp = arguments.GetValue(WarmUp),
        Rounds = arguments.GetValue(Rounds),
        Modes = arguments.GetValue(Modes)!,
        Display = arguments.GetValue(Display)!,
        RasterThreads = arguments.GetValue(RasterThreads),
        Game = arguments.GetValue(Game)!.Split(' ', StringSplitOptions.RemoveEmptyEntries),
    };
}
