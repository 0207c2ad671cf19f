using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Text.Json;
using Repartee.Frozen.Gguf;

namespace Repartee.Benchmarks.Frozen;

/// <summary>The verb "frozen": the frozen actor beside llama.cpp, on models with random weights.</summary>
internal static class FrozenCommand
{
    private static readonly Option<string[]> Peers = Some("--peer", "NAME", "Who is measured [default: all]", DecoderPeers.Names);
    private static readonly Option<string[]> Shapes = Some("--shape", "NAME", "Sizes of the model [default: all]", FrozenShape.All.Keys);
    private static readonly Option<string[]> Types =
        Some("--type", "NAME", "How weights are stored [default: F32 Q8_0]", ["F32", "F16", "Q8_0"]);

    private static readonly Option<int[]> Contexts = new("--context")
    {
        HelpName = "N",
        Description = "Tokens before those that are decoded [default: 128 512]",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<int> Threads = new("--threads")
    {
        HelpName = "N",
        Description = "Threads of each",
        DefaultValueFactory = _ => 2,
    };

    private static readonly Option<int> Rounds = new("--rounds")
    {
        HelpName = "N",
        Description = "Turns of each",
        DefaultValueFactory = _ => 10,
    };

    private static readonly Option<double> Wait = new("--wait")
    {
        HelpName = "SECONDS",
        Description = "The longest wait for an idle machine before a turn",
        DefaultValueFactory = _ => 10,
    };

    private static readonly Option<DirectoryInfo> Folder = new("--models")
    {
        HelpName = "DIR",
        Description = "Where the models are kept, 0.9 GB",
        DefaultValueFactory = _ => new DirectoryInfo(ModelsFolder()),
    };

    public static Command Create() => new(
        "frozen",
        "The frozen actor beside llama.cpp: JSON lines, then tables. A peer named llama.cpp/... is llama.cpp with a type of cache, and "
        + "\"plain\" without flash attention; tables take its best setting.")
    {
        Verb("speed", "Prefill and decoding, tokens a second.", DecoderPeers.Names,
            options => new SpeedBenchmark(options, Console.Out).Run()),
        Verb("cold-start", "Milliseconds from opening a file to the first token, and resident memory, each time in a new process.",
            [.. DecoderPeers.Defaults],
            options => new ColdStartBenchmark(options, Console.Out).Run()),
        Verb("persona", "First token behind a persona of 200 tokens, with its cache kept and without.", [.. DecoderPeers.Defaults],
            options => new PersonaBenchmark(options, Console.Out).Run()),
        FirstReplyVerb(),
    };

    private static Command Verb(string name, string about, IReadOnlyCollection<string> peers, Action<FrozenOptions> run)
    {
        var verb = new Command(name, about) { Peers, Shapes, Types, Threads, Rounds, Wait, Folder };
        if (name == "speed") verb.Add(Contexts);
        verb.SetAction(arguments =>
        {
            run(new FrozenOptions
            {
                Folder = arguments.GetValue(Folder)!.FullName,
                Peers = [.. Chosen(arguments.GetValue(Peers), peers)],
                Shapes = [.. Chosen(arguments.GetValue(Shapes), FrozenShape.All.Keys).Select(shape => FrozenShape.All[shape])],
                Types = [.. Chosen(arguments.GetValue(Types), ["F32", "Q8_0"]).Select(Enum.Parse<GgufType>)],
                Contexts = name == "speed" ? [.. Chosen(arguments.GetValue(Contexts), [128, 512])] : [],
                Threads = arguments.GetValue(Threads),
                Rounds = arguments.GetValue(Rounds),
                LongestWait = TimeSpan.FromSeconds(arguments.GetValue(Wait)),
            });
            return 0;
        });
        return verb;
    }

    /// <summary>What the process does that cold-start starts.</summary>
    private static Command FirstReplyVerb()
    {
        var peer = new Argument<string>("PEER");
        var path = new Argument<string>("FILE");
        var prompt = new Argument<int>("PROMPT");
        var context = new Argument<int>("CONTEXT");
        var threads = new Argument<int>("THREADS");
        var verb = new Command("first-reply", "One measurement of cold-start.") { peer, path, prompt, context, threads };
        verb.Hidden = true;
        verb.SetAction(arguments =>
        {
            FirstReply found = FirstReply.Measure(
                arguments.GetValue(peer)!,
                arguments.GetValue(path)!,
                RandomNumbers.Tokens(arguments.GetValue(prompt), PairVocabulary.FirstOrdinary, FrozenShape.SmallestVocabulary, seed: 3),
                arguments.GetValue(context),
                arguments.GetValue(threads));
            Console.Out.WriteLine(JsonSerializer.Serialize(found));
            return 0;
        });
        return verb;
    }

    private static Option<string[]> Some(string name, string helpName, string about, IEnumerable<string> values)
    {
        var option = new Option<string[]>(name) { HelpName = helpName, Description = about, AllowMultipleArgumentsPerToken = true };
        option.AcceptOnlyFromAmong([.. values]);
        return option;
    }

    private static IEnumerable<T> Chosen<T>(T[]? given, IEnumerable<T> all) => given is { Length: > 0 } ? given : all;

    // Beside the build's other results, so that git and Unity pass it by.
    private static string ModelsFolder()
    {
        for (string? folder = AppContext.BaseDirectory; folder != null; folder = Path.GetDirectoryName(folder))
            if (Path.GetFileName(folder) == ".artifacts")
                return Path.Combine(folder, "random-models");
        return Path.Combine(Path.GetTempPath(), "repartee-random-models");
    }
}
