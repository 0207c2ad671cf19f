using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using Repartee.Conversation;
using Repartee.Training.Actor;
using Repartee.Training.Experience;
using Repartee.Training.Lora;
using Repartee.Training.Native;
using Repartee.Training.Ppo;
using Repartee.Training.Weights;
using TorchSharp;

namespace Repartee.Benchmarks.Memory;

/// <summary>What is measured.</summary>
internal sealed record MemoryOptions
{
    public string Shape { get; init; } = "qwen2.5-0.5b";

    /// <summary>0: all weights learn.</summary>
    public int LoraRank { get; init; }

    public int Updates { get; init; } = 3;

    public int Episodes { get; init; } = 64;

    public int PromptTokens { get; init; } = 128;

    public int NewTokens { get; init; } = 64;

    public int MicroBatch { get; init; } = 8;

    public bool Checkpointing { get; init; }

    public DeviceChoice Device { get; init; }
}

/// <summary>
/// PPO updates of an actor of a published shape, with an actor worker and published weights as in a session: the memory that the driver
/// counts, and the seconds of generation and update. No token ends a reply, so that all have the same length.
/// </summary>
internal sealed class MemoryBenchmark(MemoryOptions options)
{
    private readonly PpoOptions ppo = new()
    {
        BufferSize = options.Episodes,
        MinibatchSize = Math.Min(16, options.Episodes),
        MicroBatchSize = options.MicroBatch,
        GradientCheckpointing = options.Checkpointing,
        LearningRate = 3e-6,
        CriticLearningRate = 1e-5,
    };

    /// <summary>Writes one JSON line.</summary>
    public void Run(TextWriter output)
    {
        using var driver = DriverMemory.TryStart();
        var backend = NativeBackend.Load(new NativeBackendOptions { Device = options.Device });
        var device = torch.device(backend.Device);
        using var network = new ActorNetwork(ActorShape.All[options.Shape], device, Precision.Auto.TypeOn(device));
        using var learner = MakeLearner(network);
        using var worker = new ActorWorker(
            new StaticBatchEngine(new BatchGenerator(network, [], padToken: 0), options.Episodes), learner.Published(), 0,
            Math.Max(1, Environment.ProcessorCount / 2));
        using var update = new PpoUpdate(learner, ppo, new AdaptiveKl(ppo.KlCoefficient, 0, 1), samplingTemperature: 1);
        var generation = new List<double>();
        var learning = new List<double>();
        double gap = 0;
        for (int version = 0; version < options.Updates; version++)
        {
            var clock = Stopwatch.StartNew();
            var episodes = Play(worker, network.Config.VocabSize, version);
            generation.Add(Lap(clock));
            var metrics = update.Run(episodes, version, rateFactor: 1, seed: (ulong)version);
            gap = Math.Max(gap, metrics.Values["policy/logprob_gap"]);
            worker.Publish(learner.Publish, version + 1);
            learning.Add(Lap(clock));
        }

        output.WriteLine(JsonSerializer.Serialize(new
        {
            shape = options.Shape,
            device = backend.Device,
            type = network.Type.ToString(),
            parameters = network.Layout.Parameters.Count,
            trained = learner.Parts.Sum(p => p.Arena.Layout.Count),
            lora_rank = options.LoraRank,
            micro_batch = options.MicroBatch,
            checkpointing = options.Checkpointing,
            updates = options.Updates,
            episodes = options.Episodes,
            prompt_tokens = options.PromptTokens,
            new_tokens = options.NewTokens,
            peak_driver_mib = driver?.PeakMebibytes,
            generation_seconds = generation.Select(s => Math.Round(s, 3)),
            update_seconds = learning.Select(s => Math.Round(s, 3)),
            largest_logprob_gap = Math.Round(gap, 4),
        }));
    }

    private static double Lap(Stopwatch clock)
    {
        double seconds = clock.Elapsed.TotalSeconds;
        clock.Restart();
        return seconds;
    }

    private Learner MakeLearner(ActorNetwork network)
    {
        var weights = options.LoraRank > 0 ? ActorWeights.Frozen(network) : ActorWeights.Trainable(network);
        Randomize(weights);
        if (options.LoraRank == 0)
            return Learner.Full(weights, ppo, padToken: 0, seed: 1);
        var adapter = new LoraAdapter(network, new AdapterConfig { Rank = options.LoraRank, Alpha = 2 * options.LoraRank }, trainable: true);
        adapter.Initialize(seed: 1);
        return Learner.WithLora(weights, adapter, fresh: true, ppo, padToken: 0, seed: 1);
    }

    /// <summary>Matrices N(0, 0.02²), norms 1, biases 0; made on the device.</summary>
    private static void Randomize(ActorWeights weights)
    {
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var layout = weights.Layout.Parameters;
        weights.Arena.Flat.narrow(0, 0, layout.DecayedCount).normal_(0, 0.02);
        foreach (var slot in layout.Slots.Where(s => s.Name.EndsWith("norm", StringComparison.Ordinal)))
            weights.Arena.Flat.narrow(0, slot.Offset, slot.Count).fill_(1f);
    }

    private List<Episode> Play(ActorWorker worker, int vocabulary, int version)
    {
        var sampling = new SamplingOptions { MaxTokens = options.NewTokens };
        var jobs = Enumerable.Range(0, options.Episodes).Select(row =>
        {
            ulong seed = CounterRandom.Derive((ulong)version, (ulong)row);
            int[] prompt = Enumerable.Range(0, options.PromptTokens).Select(i => (int)(CounterRandom.Uniform(seed, (ulong)i) * vocabulary)).ToArray();
            return new GenerationJob(prompt, sampling, seed);
        }).ToList();
        worker.SubmitAll(jobs).GetAwaiter().GetResult();
        return jobs.Select(job => new Episode(
            job.Prompt.Concat(job.Tokens).ToArray(),
            [new EpisodeReply(job.Prompt.Length, job.LogProbs.ToArray(), job.PolicyVersion, truncated: true, score: job.Tokens.Average(t => t % 2))],
            interrupted: false)).ToList();
    }
}
