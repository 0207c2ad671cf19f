using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Repartee.Conversation;
using Repartee.Dialogue;
using Repartee.Rewards;
using Repartee.Sessions;
using Repartee.Sessions.Client;
using Repartee.Training.Trainer;

namespace Repartee.Benchmarks.Hosting;

/// <summary>Two sessions of the tavern's actor, one here and one in its own process, measured in turns.</summary>
internal sealed class ProcessBenchmark(int asks, int updates, int blocks, string host, TextWriter output)
{
    private const string Here = "in this process", There = "in its own";

    private static readonly string[] Lines =
        ["Any rooms left?", "What is the stew today?", "Have you seen the miller?", "Two ales, please.", "Who plays the lute?", "Is the road safe?"];

    private readonly Dictionary<string, List<double>> firstPieces = new() { [Here] = [], [There] = [] };
    private readonly Dictionary<string, List<double>> rates = new() { [Here] = [], [There] = [] };

    /// <summary>Where this build has put the trainer's program.</summary>
    public static string BuiltHost => typeof(ProcessBenchmark).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "TrainerHost").Value!;

    private static string TavernActor => typeof(ProcessBenchmark).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "TavernActor").Value!;

    public async Task<int> RunAsync(CancellationToken stop)
    {
        string runs = Directory.CreateTempSubdirectory("repartee-").FullName;
        try
        {
            await using var here = await TrainingSession.StartAsync(Options(Path.Combine(runs, "here")), stop);
            await using var there = await TrainerProcess.StartAsync(
                Options(Path.Combine(runs, "there")), new TrainerProcessOptions { HostPath = host }, stop);
            var places = new (string Name, ITrainingSession Session)[] { (Here, here), (There, there) };
            foreach (var (_, session) in places)
                await LearnAsync(session, 1, stop);                             // kernels are warm afterwards
            for (int ask = -5; ask < asks; ask++)
                foreach (var (name, session) in Turn(places, ask))
                {
                    double milliseconds = await FirstPieceAsync(session, ask, stop);
                    if (ask >= 0)
                        firstPieces[name].Add(milliseconds);
                }

            for (int block = 0; block < blocks; block++)
                foreach (var (name, session) in Turn(places, block))
                {
                    double rate = await LearnAsync(session, updates, stop);
                    rates[name].Add(rate);
                    output.WriteLine(JsonSerializer.Serialize(new { block, place = name, tokens_per_second = rate }));
                }
        }
        finally
        {
            Directory.Delete(runs, recursive: true);
        }

        Report();
        return 0;
    }

    /// <summary>Who goes first changes: A B, B A, ...</summary>
    private static IEnumerable<T> Turn<T>(T[] places, int round) => round % 2 == 0 ? places : places.Reverse();

    private static TrainingOptions Options(string run) => new()
    {
        ActorFolder = TavernActor,
        RunFolder = run,
        Device = DeviceChoice.Cpu,
        Threads = 1,
        Journal = true,
        CheckpointEvery = 0,
        Sampling = new SamplingOptions { MaxTokens = 48, Temperature = 0.7 },
        Rewards = new WeightedReward().Add(new LengthReward(8, 26), 0.6).Add(new RepetitionReward(), 0.2).Add(new FinishedReward(), 0.2),
    };

    private static DialogueState State(int number) =>
        DialogueState.Begin("You are Marta, innkeeper of the Gilded Boar.").With(DialogueMessage.FromUser(Lines[(number + Lines.Length) % Lines.Length]));

    private static async Task<double> FirstPieceAsync(ITrainingSession session, int number, CancellationToken stop)
    {
        var watch = new Stopwatch();
        double first = 0;
        var talk = session.BeginEvaluation(State(number + 5), number);
        var options = new ReplyOptions
        {
            OnText = _ =>
            {
                if (first == 0)
                    first = watch.Elapsed.TotalMilliseconds;
            },
        };
        watch.Start();
        await talk.ReplyAsync(options, stop);
        return first;
    }

    /// <returns>Tokens a second that were played and learnt.</returns>
    private static async Task<double> LearnAsync(ITrainingSession session, int count, CancellationToken stop)
    {
        var watch = Stopwatch.StartNew();
        long tokens = session.GeneratedTokens, last = session.Progress.Update + count;
        for (long update = session.Progress.Update + 1; update <= last; update++)
        {
            var talks = Enumerable.Range(0, new PpoOptions().BufferSize).Select(i => session.BeginConversation(State(i))).ToList();
            await session.ReplyAllAsync(talks, null, stop);
            talks.ForEach(talk => talk.Complete());
            await session.WaitForUpdateAsync(update, stop);
        }

        return (session.GeneratedTokens - tokens) / watch.Elapsed.TotalSeconds;
    }

    private void Report()
    {
        var table = new MarkdownTable("place", "first piece, ms: p50", "p95", "tokens a second: median of blocks", "mean");
        foreach (string name in new[] { Here, There })
            table.Add(name, Percentile(firstPieces[name], 0.5), Percentile(firstPieces[name], 0.95), Percentile(rates[name], 0.5), rates[name].Average());
        table.Write(output);
        output.WriteLine();
        output.WriteLine($"first piece p50: {Percentile(firstPieces[There], 0.5) - Percentile(firstPieces[Here], 0.5):+0.000;-0.000} ms");
        output.WriteLine($"throughput: {100 * (rates[There].Average() / rates[Here].Average() - 1):+0.0;-0.0} %");
    }

    private static double Percentile(List<double> values, double share)
    {
        var sorted = values.Order().ToList();
        return sorted[Math.Min(sorted.Count - 1, (int)(share * sorted.Count))];
    }
}
