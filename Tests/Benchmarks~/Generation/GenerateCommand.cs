using System;
using System.CommandLine;
using System.IO;
using Repartee.Benchmarks.Actors;
using Repartee.Sessions;
using Repartee.Training.Native;

namespace Repartee.Benchmarks.Generation;

/// <summary>The verb <c>generate</c>.</summary>
internal static class GenerateCommand
{
    private const string About =
        "How fast an actor speaks: prefill, and milliseconds of a decode step beside the floor that reading the weights once sets; or, "
        + "with --ragged, requests of many lengths with continuous batching beside static batches. JSON lines, then a table.";

    private const double HundredBandwidth = 3350;                               // GB/s, an H100 SXM's HBM3 by its data sheet

    public static Command Create(ActorOptions actor, Option<DeviceChoice> device, Option<int> threads, Func<ParseResult, int> threadsOf)
    {
        var engines = new Option<string[]>("--engine")
        {
            HelpName = "NAME",
            Description = "Who speaks",
            DefaultValueFactory = _ => [.. Speakers.Names],
            AllowMultipleArgumentsPerToken = true,
        };
        engines.AcceptOnlyFromAmong([.. Speakers.Names]);
        var batches = Numbers("--batch", "Requests at once", [1, 8, 64]);
        var prompt = NumberOption.Create("--prompt", "Tokens of a prompt", 128);
        var reply = NumberOption.Create("--new", "Tokens of a reply", 64);
        var repeats = NumberOption.Create("--repeats", "Measurements of each; the median counts", 5);
        var ragged = new Option<bool>("--ragged") { Description = "Requests of 16 to 128 new tokens, given at once." };
        var requests = NumberOption.Create("--requests", "How many, with --ragged", 64);
        var slots = Numbers("--slots", "Replies in the making at once, with --ragged", [32, 64]);
        var bandwidth = new Option<double>("--bandwidth")
        {
            HelpName = "GB/s",
            Description = $"The device's memory bandwidth, for the floor [default: {HundredBandwidth} (H100) on CUDA; none on the CPU]",
        };
        var command = new Command("generate", About)
        {
            actor.Shape, actor.Folder, engines, batches, prompt, reply, repeats, ragged, requests, slots, bandwidth, device, threads,
        };
        command.SetAction(arguments =>
        {
            var options = new GenerateOptions
            {
                Actor = actor.Source(arguments),
                Device = arguments.GetValue(device),
                Engines = arguments.GetValue(engines)!,
                Batches = arguments.GetValue(batches)!,
                PromptTokens = arguments.GetValue(prompt),
                NewTokens = arguments.GetValue(reply),
                Repeats = arguments.GetValue(repeats),
                Slots = arguments.GetValue(slots)!,
                Requests = arguments.GetValue(requests),
                Bandwidth = arguments.GetValue(bandwidth),
                Threads = threadsOf(arguments),
            };
            using var speech = new SpeakingActor(options, HundredBandwidth);
            if (arguments.GetValue(ragged))
                new RaggedBenchmark(options, speech).Run(Console.Out);
            else
                new BatchBenchmark(options, speech).Run(Console.Out);
            return 0;
        });
        return command;
    }

    private static Option<int[]> Numbers(string name, string about, int[] values) => new(name)
    {
        HelpName = "N N ...",
        Description = about,
        DefaultValueFactory = _ => values,
        AllowMultipleArgumentsPerToken = true,
    };
}
