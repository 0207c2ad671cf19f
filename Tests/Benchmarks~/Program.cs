using System;
using System.CommandLine;
using System.Globalization;
using System.IO;
using Repartee.Benchmarks;
using Repartee.Benchmarks.Frames;
using Repartee.Benchmarks.Frozen;
using Repartee.Benchmarks.Generation;
using Repartee.Benchmarks.Memory;
using Repartee.Benchmarks.RewardModel;
using Repartee.Benchmarks.Soak;
using Repartee.Training.Native;

CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;

var seconds = new Option<double>("--seconds") { HelpName = "N", Description = "How long [default: soak 300, generate 5 a batch]." };
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
        folder.Path, Duration(arguments, 300), Threads(arguments), arguments.GetValue(device), arguments.GetValue(rank));
    return await new SoakRun(wanted, Console.Out).RunAsync(stop);
});

const string AboutGenerate = "Tokens a second of an actor in batches of 1, 8 and 64, as JSON lines.";
var generate = new Command("generate", AboutGenerate) { seconds, actor, threads, device };
generate.SetAction(arguments =>
{
    using var folder = new ActorOnDisk(arguments.GetValue(actor)?.FullName);
    new GenerateBenchmark(folder.Path, arguments.GetValue(device), Threads(arguments)).Run(Duration(arguments, 5), Console.Out);
    return 0;
});

var runs = new Argument<DirectoryInfo[]>("RUN") { Description = "Run folders, one line each.", Arity = ArgumentArity.OneOrMore };
var metric = new Option<string>("--metric") { Description = "Name in metrics.jsonl.", DefaultValueFactory = _ => "objective/scores" };
var title = new Option<string>("--title") { Description = "Over the picture.", DefaultValueFactory = _ => "Mean reward of a reply" };
var output = new Option<string>("--out") { Description = "The .svg file.", Required = true };
var curve = new Command("curve", "Draws a metric of finished runs as an SVG picture.") { runs, metric, title, output };
curve.SetAction(arguments => LearningCurve.Draw(
    arguments.GetValue(runs)!, arguments.GetValue(metric)!, arguments.GetValue(title)!, arguments.GetValue(output)!));

var shape = new Option<string>("--shape") { HelpName = "NAME", Description = "Published shape of the actor.", DefaultValueFactory = _ => "qwen2.5-0.5b" };
shape.AcceptOnlyFromAmong([.. ActorShape.All.Keys]);
var microBatch = new Option<int>("--micro-batch") { HelpName = "N", Description = "Episodes in a pass.", DefaultValueFactory = _ => 8 };
var checkpointing = new Option<bool>("--checkpointing") { Description = "Compute layers again on the way back instead of keeping them." };
var updates = new Option<int>("--updates") { HelpName = "N", Description = "PPO updates.", DefaultValueFactory = _ => 3 };
var memory = new Command("memory", "PPO updates of 64 episodes x (128 + 64) tokens: GPU memory as the driver counts it, and seconds; one JSON line.")
{
    shape, rank, microBatch, checkpointing, updates, device,
};
memory.SetAction(arguments =>
{
    new MemoryBenchmark(new MemoryOptions
    {
        Shape = arguments.GetValue(shape)!,
        LoraRank = arguments.GetValue(rank),
        MicroBatch = arguments.GetValue(microBatch),
        Checkpointing = arguments.GetValue(checkpointing),
        Updates = arguments.GetValue(updates),
        Device = arguments.GetValue(device),
    }).Run(Console.Out);
    return 0;
});

var rewardModel = RewardModelCommand.Create(device, threads, Threads);

return await new RootCommand("Benchmarks of Repartee.") { soak, generate, curve, memory, rewardModel, FrozenCommand.Create(), FramesCommand.Create() }.Parse(args).InvokeAsync();

TimeSpan Duration(ParseResult arguments, double otherwise)
{
    double found = arguments.GetValue(seconds);
    return TimeSpan.FromSeconds(found > 0 ? found : otherwise);
}

int Threads(ParseResult arguments)
{
    int found = arguments.GetValue(threads);
    return found > 0 ? found : Math.Max(1, Environment.ProcessorCount / 2);
}
