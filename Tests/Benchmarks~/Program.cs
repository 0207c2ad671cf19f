using System;
using System.CommandLine;
using System.Globalization;
using System.IO;
using Repartee.Benchmarks;
using Repartee.Benchmarks.Generation;
using Repartee.Benchmarks.Soak;
using Repartee.Training.Native;

CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;

var seconds = new Option<double>("--seconds") { Description = "How long to measure.", HelpName = "N" };
var actor = new Option<DirectoryInfo?>("--actor") { Description = "Folder of an actor [default: a tiny one with random weights].", HelpName = "DIR" };
var threads = new Option<int>("--threads") { Description = "CPU threads of each worker [default: half of the processors].", HelpName = "N" };
var device = new Option<DeviceChoice>("--device") { Description = "Where to compute [default: auto]." };

var soak = new Command("soak", "Plays and trains beside a thread that allocates and collects garbage without pause. JSON lines; exit code 0 when nothing "
    + "was thrown, every log-probability was right, and neither tensors nor memory grew.") { seconds, actor, threads, device };
soak.SetAction(async (arguments, stop) =>
{
    using var folder = new ActorOnDisk(arguments.GetValue(actor)?.FullName);
    var wanted = new SoakOptions(
        folder.Path, Duration(arguments, 300), Threads(arguments), arguments.GetValue(device));
    return await new SoakRun(wanted, Console.Out).RunAsync(stop);
});

var generate = new Command("generate", "Tokens a second of an actor in batches of 1, 8 and 64. JSON lines.") { seconds, actor, threads, device };
generate.SetAction(arguments =>
{
    using var folder = new ActorOnDisk(arguments.GetValue(actor)?.FullName);
    new GenerateBenchmark(folder.Path, arguments.GetValue(device), Threads(arguments)).Run(Duration(arguments, 5), Console.Out);
    return 0;
});

return await new RootCommand("Benchmarks of Repartee.") { soak, generate }.Parse(args).InvokeAsync();

TimeSpan Duration(ParseResult arguments, double otherwise)
{
    double found = arguments.GetValue(seconds);
    return TimeSpan.FromSeconds(found > 0 ? found : otherwise);
}

int Threads(ParseResult arguments) => arguments.GetValue(threads) is int found and > 0 ? found : Math.Max(1, Environment.ProcessorCount / 2);
