using System;
using System.Collections.Generic;
using System.Linq;
using Repartee.Benchmarks.Actors;
using Repartee.Conversation;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Experience;
using Repartee.Training.Generation;
using Repartee.Training.Lora;
using Repartee.Training.Native;
using Repartee.Training.Ppo;
using Repartee.Training.Weights;
using TorchSharp;

namespace Repartee.Benchmarks.Ppo;

/// <summary>PPO updates of an actor with random episodes, with an actor worker and published weights as in a session.</summary>
internal sealed class PpoRun : IDisposable
{
    private readonly UpdateOptions options;
    private readonly Learner learner;
    private readonly ActorWorker worker;
    private readonly DeviceClock clock;
    private long version;

    /// <param name="options">What learns, and where.</param>
    /// <param name="mostEpisodes">Most episodes of an update.</param>
    public PpoRun(UpdateOptions options, int mostEpisodes)
    {
        this.options = options;
        Network = options.Actor.OpenNetwork(options.Device);
        torch.set_num_threads(options.Threads);
        clock = new DeviceClock(Network.Device);
        learner = MakeLearner();
        IGenerationEngine engine = CudaForward.Supports(Network)
            ? new CudaEngine(Network, [], mostEpisodes, NativeBackend.Load().LibTorchFolder)
            : new StaticBatchEngine(new BatchGenerator(Network, [], options.Actor.PadToken), mostEpisodes);
        worker = new ActorWorker(engine, learner.Published(), 0, options.Threads);
    }

    public ActorNetwork Network { get; }

    /// <summary>Parameters that learn.</summary>
    public long Trained => learner.Parts.Sum(part => part.Arena.Layout.Count);

    /// <summary>Updates whose episodes have these lengths, one after the other.</summary>
    public IReadOnlyList<UpdateTime> Updates(Func<int, IReadOnlyList<RequestLength>> lengthsOf)
    {
        PpoOptions ppo = options.Ppo(lengthsOf(0).Count);
        using var update = new PpoUpdate(learner, ppo, new AdaptiveKl(ppo.KlCoefficient, 0, 1), samplingTemperature: 1);
        return [.. Enumerable.Range(0, options.Updates).Select(i => Run(update, lengthsOf(i)))];
    }

    public void Dispose()
    {
        worker.Dispose();
        learner.Dispose();
        Network.Dispose();
    }

    private UpdateTime Run(PpoUpdate update, IReadOnlyList<RequestLength> lengths)
    {
        List<GenerationJob> jobs = RandomJobs.Make(lengths, Network.Config.VocabSize, (ulong)version);
        double generation = clock.Seconds(() => worker.SubmitAll(jobs).GetAwaiter().GetResult());
        double gap = 0;
        double learning = clock.Seconds(() =>
        {
            List<Episode> episodes = [.. jobs.Select(EpisodeOf)];
            gap = update.Run(episodes, version, rateFactor: 1, seed: (ulong)version).Values["policy/logprob_gap"];
            worker.Publish(learner.Publish, ++version);
        });
        return new UpdateTime(generation, learning, lengths, gap);
    }

    private static Episode EpisodeOf(GenerationJob job) => new(
        [.. job.Prompt, .. job.Tokens],
        [new EpisodeReply(job.Prompt.Length, [.. job.LogProbs], job.PolicyVersion, truncated: true, score: job.Tokens.Average(t => t % 2))],
        interrupted: false);

    private Learner MakeLearner()
    {
        PpoOptions ppo = options.Ppo(options.Episodes);
        var weights = options.LoraRank > 0 ? ActorWeights.Frozen(Network) : ActorWeights.Trainable(Network);
        options.Actor.Fill(weights);
        if (options.LoraRank == 0)
            return Learner.Full(weights, ppo, options.Actor.PadToken, seed: 1);
        var config = new AdapterConfig { Rank = options.LoraRank, Alpha = 2 * options.LoraRank };
        var adapter = new LoraAdapter(Network, config, trainable: true);
        adapter.Initialize(seed: 1);
        return Learner.WithLora(weights, adapter, fresh: true, ppo, options.Actor.PadToken, seed: 1);
    }
}
