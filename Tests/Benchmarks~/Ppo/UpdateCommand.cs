using System;
using System.CommandLine;
using Repartee.Benchmarks.Actors;
using Repartee.Sessions;
using Repartee.Training.Native;

namespace Repartee.Benchmarks.Ppo;

/// <summary>The verb <c>ppo-update</c>.</summary>
internal static class UpdateCommand
{
    private const string About =
        "PPO updates, as in a session: seconds of generation and of everything after it, memory as the GPU's driver counts it, and the "
        + "share of the device's peak that the model's own operations make up. JSON lines, then a table.";

    private const double HundredTeraflops = 989;                                // an H100 SXM, bfloat16 without sparsity, by its data sheet

    public static Command Create(
        ActorOptions actor, Option<int> rank, Option<DeviceChoice> device, Option<int> threads, Func<ParseResult, int> threadsOf)
    {
        var episodes = NumberOption.Create("--episodes", "Episodes of an update", 64);
        var prompt = NumberOption.Create("--prompt", "Tokens of a prompt", 128);
        var reply = NumberOption.Create("--new", "Tokens of a reply", 64);
        var epochs = NumberOption.Create("--epochs", "Passes over the episodes", 4);
        var minibatch = NumberOption.Create("--minibatch", "Episodes an optimiser step", 64);
        var microBatch = NumberOption.Create("--micro-batch", "Episodes a pass; 0: a minibatch", 0);
        var checkpointing = new Option<bool>("--checkpointing")
        {
            Description = "Compute layers again on the way back instead of keeping them.",
        };
        var updates = NumberOption.Create("--updates", "Updates; the first warms up", 4);
        var ragged = new Option<bool>("--ragged")
        {
            Description = "Prompts of 40 to 200 and replies of 16 to 100 tokens, beside as many tokens at one length.",
        };
        var scale = new Option<bool>("--scale")
        {
            Description = "Half as many episodes, as many, 2 and 4 times as many: 1x to 8x the tokens.",
        };
        var peak = new Option<double>("--peak-tflops")
        {
            HelpName = "N",
            Description = $"What the device can do, for the utilisation [default: {HundredTeraflops} (H100) on CUDA; none on the CPU]",
        };
        var command = new Command("ppo-update", About)
        {
            actor.Shape, actor.Folder, rank, episodes, prompt, reply, epochs, minibatch, microBatch, checkpointing, updates, ragged, scale,
            peak, device, threads,
        };
        command.SetAction(arguments =>
        {
            double found = arguments.GetValue(peak);
            DeviceChoice choice = arguments.GetValue(device);
            bool cuda = NativeBackend.Load(new NativeBackendOptions { Device = choice }).Device != "cpu";
            using var benchmark = new UpdateBenchmark(
                new UpdateOptions
                {
                    Actor = actor.Source(arguments),
                    Device = choice,
                    LoraRank = arguments.GetValue(rank),
                    Updates = arguments.GetValue(updates),
                    Episodes = arguments.GetValue(episodes),
                    PromptTokens = arguments.GetValue(prompt),
                    NewTokens = arguments.GetValue(reply),
                    Epochs = arguments.GetValue(epochs),
                    Minibatch = arguments.GetValue(minibatch),
                    MicroBatch = arguments.GetValue(microBatch) is int given and > 0 ? given : arguments.GetValue(minibatch),
                    Checkpointing = arguments.GetValue(checkpointing),
                    PeakTeraflops = found > 0 ? found : cuda ? HundredTeraflops : 0,
                    Threads = threadsOf(arguments),
                },
                Console.Out);
            if (arguments.GetValue(ragged))
                benchmark.RunRagged();
            else if (arguments.GetValue(scale))
                benchmark.RunScale();
            else
                benchmark.RunFixed();
            return 0;
        });
        return command;
    }
}
