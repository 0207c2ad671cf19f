using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using Repartee.Conversation;
using Repartee.Training.Actor;
using Repartee.Training.Native;
using TorchSharp;

namespace Repartee.Benchmarks.Generation;

/// <summary>How fast an actor speaks. No token stops a reply, so that all rows are as long.</summary>
internal sealed class GenerateBenchmark(string actorFolder, DeviceChoice device, int threads)
{
    private static readonly int[] BatchSizes = [1, 8, 64];

    /// <summary>Writes a line for each batch size.</summary>
    public void Run(TimeSpan each, TextWriter output)
    {
        var backend = NativeBackend.Load(new NativeBackendOptions { Device = device });
        torch.set_num_threads(threads);
        var actor = ActorFolder.Open(actorFolder);
        using var network = new ActorNetwork(actor.Config, torch.device(backend.Device));
        using var weights = ActorWeights.Frozen(network);
        actor.LoadInto(weights);
        var generator = new BatchGenerator(network, [], actor.Encoder.PadToken);
        int tokens = Math.Min(64, actor.Config.MaxPositions / 2);
        foreach (int size in BatchSizes)
        {
            for (int warm = 0; warm < 3; warm++)
                Answer(generator, weights, size, tokens, actor.Config.VocabSize);
            int runs = 0;
            var clock = Stopwatch.StartNew();
            for (; clock.Elapsed < each; runs++)
                Answer(generator, weights, size, tokens, actor.Config.VocabSize);
            double seconds = clock.Elapsed.TotalSeconds / runs;
            output.WriteLine(JsonSerializer.Serialize(new
            {
                device = backend.Device,
                threads,
                parameters = network.Layout.Parameters.Count,
                batch = size,
                prompt_tokens = tokens,
                new_tokens = tokens,
                tokens_per_second = Math.Round(size * tokens / seconds),
                milliseconds_per_token = Math.Round(1000 * seconds / tokens, 3),
            }));
        }
    }

    /// <summary>A batch of random prompts; the prompts' time counts too.</summary>
    private static void Answer(BatchGenerator generator, ActorWeights weights, int size, int tokens, int vocabulary)
    {
        var jobs = Enumerable.Range(0, size).Select(row => new GenerationJob(
            Enumerable.Range(0, tokens).Select(i => (int)(CounterRandom.Uniform((ulong)row, (ulong)i) * vocabulary)).ToArray(),
            new SamplingOptions { MaxTokens = tokens },
            (ulong)row)).ToList();
        generator.Run(weights, jobs, () => false);
    }
}
