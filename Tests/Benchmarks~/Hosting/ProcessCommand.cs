using System;
using System.CommandLine;

namespace Repartee.Benchmarks.Hosting;

/// <summary>The verb <c>process</c>.</summary>
internal static class ProcessCommand
{
    private const string About =
        "What the trainer costs in a process of its own: time to the first piece of a reply, and tokens a second of playing and learning, beside a "
        + "session in this process, both alive, in turns. JSON lines, then a table.";

    public static Command Create()
    {
        var asks = NumberOption.Create("--asks", "Replies of each place whose first piece is timed", 100);
        var updates = NumberOption.Create("--updates", "Updates of each place and block", 3);
        var blocks = NumberOption.Create("--blocks", "Blocks of updates of each place", 4);
        var host = new Option<string>("--host")
        {
            HelpName = "DIR",
            Description = "Folder of the trainer's program.",
            DefaultValueFactory = _ => ProcessBenchmark.BuiltHost,
        };
        var command = new Command("process", About) { asks, updates, blocks, host };
        command.SetAction((arguments, stop) => new ProcessBenchmark(
            arguments.GetValue(asks), arguments.GetValue(updates), arguments.GetValue(blocks), arguments.GetValue(host)!, Console.Out).RunAsync(stop));
        return command;
    }
}
