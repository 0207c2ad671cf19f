using System;
using System.CommandLine;
using System.IO;
using Repartee.Sessions;

namespace Repartee.Benchmarks.Load;

/// <summary>The verb <c>load</c>.</summary>
internal static class LoadCommand
{
    private const string About =
        "Many NPCs talk at once, without pause, to one actor that learns: more than the machine can answer in time. JSON lines; the exit code is 0 when "
        + "queues stayed bounded, every reply was made or said by its fallback in time and counted, each NPC had its share, and nothing grew.";

    public static Command Create(
        Option<double> seconds, Option<DirectoryInfo?> actor, Option<int> threads, Option<DeviceChoice> device, Func<ParseResult, int> threadCount)
    {
        var npcs = NumberOption.Create("--npcs", "NPCs that talk at once", 64);
        var deadline = NumberOption.Create("--deadline", "Milliseconds until an NPC says its fallback", 700);
        var command = new Command("load", About) { seconds, actor, threads, device, npcs, deadline };
        command.SetAction(async (arguments, stop) =>
        {
            using var folder = new ActorOnDisk(arguments.GetValue(actor)?.FullName);
            double found = arguments.GetValue(seconds);
            var wanted = new LoadOptions(
                folder.Path, arguments.GetValue(npcs), TimeSpan.FromSeconds(found > 0 ? found : 600),
                TimeSpan.FromMilliseconds(arguments.GetValue(deadline)), threadCount(arguments), arguments.GetValue(device));
            return await new LoadRun(wanted, Console.Out).RunAsync(stop);
        });
        return command;
    }
}
