using System;
using System.CommandLine;
using System.Globalization;
using System.IO;
using Repartee.Benchmarks;
using Repartee.Benchmarks.Actors;
using Repartee.Benchmarks.Crash;
using Repartee.Benchmarks.Frames;
using Repartee.Benchmarks.Frozen;
using Repartee.Benchmarks.Generation;
using Repartee.Benchmarks.Hosting;
using Repartee.Benchmarks.Load;
using Repartee.Benchmarks.Ppo;
using Repartee.Benchmarks.Recordings;
using Repartee.Benchmarks.RewardModel;
using Repartee.Benchmarks.Rewards;
using Repartee.Benchmarks.Soak;
using Repartee.Benchmarks.Supervised;
using Repartee.Sessions;
using Repartee.Training.Native;

CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;

var seconds = new Option<double>("--seconds") { HelpName = "N", Description = "How long [default: 300]." };
var actor = new Option<DirectoryInfo?>("--actor")
{
    HelpName = "DIR",
    Description = "Folder of an actor [default: a tiny one with random weights].",
};
var threads = new Option<int>("--threads") { HelpName = "N", Description = "CPU threads of each worker [default: half the processors]." };
var device = new Option<DeviceChoice>("--device") { Description = "Where to compute [default: Auto]." };

var rank = new Option<int>("--lora-rank") { HelpName = "R", Description = "Rank of the adapters; 0: all weights learn [default: 0]." };

const string AboutSoak =
    "Plays and trains beside a thread that allocates and collects garbage without pause. Writes JSON lines; the exit code is 0 when "
    + "nothing was thrown, every log-probability was right, and neither tensors nor memory grew.";
var soak = new Command("soak", AboutSoak) { seconds, actor, threads, device, rank };
soak.SetAction(async (arguments, stop) =>
{
    using var folder = new ActorOnDisk(arguments.GetValue(actor)?.FullName);
    var wanted = new SoakOptions(
        folder.Path, Duration(arguments), Threads(arguments), arguments.GetValue(device), arguments.GetValue(rank));
    return await new SoakRun(wanted, Console.Out).RunAsync(stop);
});

var runs = new Argument<DirectoryInfo[]>("RUN") { Description = "Run folders, one line each.", Arity = ArgumentArity.OneOrMore };
var metric = new Option<string>("--metric") { Description = "Name in metrics.jsonl.", DefaultValueFactory = _ => "objective/scores" };
var title = new Option<string>("--title") { Description = "Over the picture.", DefaultValueFactory = _ => "Mean reward of a reply" };
var output = new Option<string>("--out") { Description = "The .svg file.", Required = true };
var curve = new Command("curve", "Draws a metric of finished runs as an SVG picture.") { runs, metric, title, output };
curve.SetAction(arguments => LearningCurve.Draw(
    arguments.GetValue(runs)!, arguments.GetValue(metric)!, arguments.GetValue(title)!, arguments.GetValue(output)!));

var large = new ActorOptions("qwen2.5-0.5b");
var small = new ActorOptions("8m");
var generate = GenerateCommand.Create(large, device, threads, Threads);
var update = UpdateCommand.Create(large, rank, device, threads, Threads);
var supervised = SupervisedCommand.Create(small, rank, device, threads, Threads);
var rewardModel = RewardModelCommand.Create(device, threads, Threads);

return await new RootCommand("Benchmarks of Repartee.")
{
    soak, generate, update, supervised, RewardsCommand.Create(), curve, rewardModel, FrozenCommand.Create(), FramesCommand.Create(),
    ProcessCommand.Create(), LoadCommand.Create(seconds, actor, threads, device, Threads), CrashCommand.Create(), CrashCommand.CreateChild(),
    RecordCommand.Create(),
}.Parse(args).InvokeAsync();

TimeSpan Duration(ParseResult arguments)
{
    double found = arguments.GetValue(seconds);
    return TimeSpan.FromSeconds(found > 0 ? found : 300);
}

int Threads(ParseResult arguments)
{
    int found = arguments.GetValue(threads);
    return found > 0 ? found : Math.Max(1, Environment.ProcessorCount / 2);
}
