using System;
using System.CommandLine;
using System.Linq;
using Repartee.Frozen.Gguf;

namespace Repartee.Benchmarks.Frozen;

/// <summary>The verb "frozen".</summary>
internal static class FrozenCommand
{
    public static Command Create()
    {
        var folder = new Option<string>("--files") { DefaultValueFactory = _ => "/tmp" };
        var shapes = new Option<string[]>("--shape") { DefaultValueFactory = _ => [.. FrozenShape.All.Keys] };
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 6 };
        var wait = new Option<double>("--wait") { DefaultValueFactory = _ => 10 };
        var command = new Command("frozen", "x") { folder, shapes, rounds, wait };
        command.SetAction(arguments =>
        {
            LlamaCppPeer.Prepare();
            new SpeedBenchmark(new SpeedOptions(
                arguments.GetValue(folder)!, [.. arguments.GetValue(shapes)!.Select(name => FrozenShape.All[name])],
                [GgufType.F32, GgufType.Q8_0], [128, 512], 2, arguments.GetValue(rounds), TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(arguments.GetValue(wait))), Console.Out).Run();
            return 0;
        });
        return command;
    }
}
