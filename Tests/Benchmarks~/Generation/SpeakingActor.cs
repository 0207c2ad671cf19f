using System;
using System.Collections.Generic;
using System.Linq;
using Repartee.Benchmarks.Actors;
using Repartee.Conversation;
using Repartee.Training.Actor;
using TorchSharp;

namespace Repartee.Benchmarks.Generation;

/// <summary>The actor of a generation benchmark on its device.</summary>
internal sealed class SpeakingActor : IDisposable
{
    private readonly GenerateOptions options;
    private readonly ActorNetwork network;
    private readonly ActorWeights weights;
    private readonly double bandwidth;

    /// <param name="options">Which actor, where.</param>
    /// <param name="cudaBandwidth">GB/s of a GPU where the options state none.</param>
    public SpeakingActor(GenerateOptions options, double cudaBandwidth)
    {
        this.options = options;
        network = options.Actor.OpenNetwork(options.Device);
        torch.set_num_threads(options.Threads);
        weights = ActorWeights.Frozen(network);
        options.Actor.Fill(weights);
        bandwidth = options.Bandwidth > 0 ? options.Bandwidth : network.Device.type == DeviceType.CUDA ? cudaBandwidth : 0;
        Clock = new DeviceClock(network.Device);
    }

    public DeviceClock Clock { get; }

    public string Device => network.Device.ToString();

    public string Type => network.Type.ToString();

    public long Parameters => network.Layout.Parameters.Count;

    /// <summary>Milliseconds to read once all weights that a token needs: those of the layers and of the output head, which may be the
    /// embedding; another embedding is read by the row. Null where the bandwidth is not known.</summary>
    public double? FloorMilliseconds
    {
        get
        {
            if (bandwidth <= 0)
                return null;
            var layout = network.Layout.Parameters;
            long read = layout.Count - (network.Config.TieWordEmbeddings ? 0 : layout["embedding"].Count);
            return read * weights.Arena.Flat.element_size() / bandwidth / 1e6;
        }
    }

    /// <summary>A speaker of this actor, to be disposed before it.</summary>
    public ISpeaker Open(string engine, int mostActive) => Speakers.Open(engine, weights, options.Actor.PadToken, mostActive);

    /// <summary>Seconds of all requests, which are made before the clock starts.</summary>
    public double Seconds(ISpeaker speaker, IReadOnlyList<RequestLength> lengths, ulong seed)
    {
        List<GenerationJob> jobs = RandomJobs.Make(lengths, network.Config.VocabSize, seed);
        double seconds = Clock.Seconds(() => speaker.Answer(jobs));
        int made = jobs.Sum(job => job.Tokens.Count), asked = lengths.Sum(length => length.New);
        if (made != asked)
        {
            throw new InvalidOperationException(
                $"Expected {asked} tokens of {jobs.Count} requests, but found {made}. The engine does not end replies where it should.");
        }

        return seconds;
    }

    public void Dispose()
    {
        weights.Dispose();
        network.Dispose();
    }
}
