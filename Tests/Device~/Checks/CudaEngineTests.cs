using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Training.Actor;
using Repartee.Training.Generation;
using Repartee.Training.Tests.Actor;
using Repartee.Training.Weights;
using TorchSharp;

namespace Repartee.Device.Checks;

/// <summary>The engine of our own kernels against TorchScript's static batches on the same device.</summary>
public sealed class CudaEngineTests
{
    private static readonly ActorConfig[] Shapes =
    [
        TinyActor.Config(),
        TinyActor.Config(keyValueHeads: 4, tied: true, bias: true),
        TinyActor.Config(keyValueHeads: 1, norm: true, bias: true),
        Wide(hidden: 64, headDim: 32, positions: 2048),
        Wide(hidden: 72, headDim: 128, positions: 128),
    ];

    private static readonly SamplingOptions[] Ways =
    [
        new() { MaxTokens = 20 },
        new() { MaxTokens = 20, Temperature = 0.6 },
        new() { MaxTokens = 20, TopK = 5 },
        new() { MaxTokens = 20, TopP = 0.7 },
        new() { MaxTokens = 20, RepetitionPenalty = 1.3, TopK = 8, TopP = 0.9 },
    ];

    [Test]
    public void RepliesAreThoseOfStaticBatches([Range(0, 4)] int shape, [Range(0, 4)] int way, [Values] bool fewPlaces)
    {
        using var actor = new OnDevice(Shapes[shape], torch.ScalarType.Float32);
        var expected = actor.Jobs(24, Ways[way]);
        new BatchGenerator(actor.Network, [TinyActor.Stop], TinyActor.Pad).Run(actor.Weights, expected, () => false);
        var found = actor.Jobs(24, Ways[way]);
        actor.Answer(found, fewPlaces ? 5 : 24);
        int alike = found.Zip(expected).Count(pair => pair.First.Tokens.SequenceEqual(pair.Second.Tokens) && pair.First.Finish == pair.Second.Finish);
        // Both add up masses in float32, each in its order: which token is the last within top-p may differ once in a while.
        Assert.That(alike, Is.AtLeast(Ways[way].TopP < 1 ? 22 : 24));
        for (int i = 0; i < found.Count; i++)
        {
            int common = CommonGaps(found[i], expected[i]).Count();
            Assert.That(found[i].LogProbs.Take(common), Is.EqualTo(expected[i].LogProbs.Take(common)).Within(2e-4), $"reply {i}");
        }
    }

    [Test]
    public void InBFloat16LogProbsAreNearThoseOfFloat32([Range(0, 4)] int shape)
    {
        using var single = new OnDevice(Shapes[shape], torch.ScalarType.Float32);
        using var half = new OnDevice(Shapes[shape], torch.ScalarType.BFloat16);
        var (exact, rounded) = (single.Jobs(24, Ways[0]), half.Jobs(24, Ways[0]));
        single.Answer(exact, 24);
        half.Answer(rounded, 24);
        var gaps = exact.Zip(rounded).SelectMany(pair => CommonGaps(pair.First, pair.Second)).ToList();
        TestContext.Out.WriteLine($"shape {shape}: {gaps.Count} tokens, largest {gaps.Max():F4}, mean {gaps.Average():F4}");
        Assert.That(gaps, Has.Count.GreaterThan(50));
        Assert.That(gaps.Average(), Is.LessThan(0.03));
    }

    [Test]
    public void ALongPromptThatJoinsOthersMakesPlacesWiderAndChangesNoReply()
    {
        using var actor = new OnDevice(Shapes[3], torch.ScalarType.Float32);
        var jobs = actor.Jobs(6, Ways[4]).Concat([actor.Job(1500, Ways[4], 77), actor.Job(700, Ways[4], 78)]).ToList();
        var expected = actor.Jobs(6, Ways[4]).Concat([actor.Job(1500, Ways[4], 77), actor.Job(700, Ways[4], 78)]).ToList();
        new BatchGenerator(actor.Network, [TinyActor.Stop], TinyActor.Pad).Run(actor.Weights, expected, () => false);
        using var engine = actor.Open(8);
        List<GenerationJob> ended = [];
        foreach (var job in jobs.Take(6))
            engine.Begin(job);
        engine.Step(ended);
        engine.Begin(jobs[6]);
        engine.Begin(jobs[7]);
        while (engine.IsBusy)
            engine.Step(ended);
        Assert.That(ended, Is.EquivalentTo(jobs));
        Assert.That(jobs.Select(j => j.Tokens), Is.EqualTo(expected.Select(j => j.Tokens)));
    }

    [Test]
    public void APersonaThatWasReadIsNotReadAgain()
    {
        using var actor = new OnDevice(Shapes[3], torch.ScalarType.Float32);
        using var engine = actor.Open(8);
        int[] persona = TinyActor.Prompt(100, 5);
        GenerationJob First() => new([.. persona, 3, 4, 5], Ways[0], 1);
        GenerationJob Second() => new([.. persona, 9, 8], Ways[0], 2);
        GenerationJob[] jobs = [First(), Second(), Second()];
        foreach (var job in jobs)
        {
            engine.Begin(job);
            while (engine.IsBusy)
                engine.Step([]);
        }

        Assert.That(engine.ReadTokens, Is.EqualTo(102 + 1 + 0));
        using var fresh = actor.Open(1);
        var alone = Second();
        fresh.Begin(alone);
        while (fresh.IsBusy)
            fresh.Step([]);
        Assert.That(jobs[1].Tokens, Is.EqualTo(alone.Tokens));
        Assert.That(jobs[2].Tokens, Is.EqualTo(alone.Tokens));
        Assert.That(jobs[2].LogProbs, Is.EqualTo(alone.LogProbs).Within(1e-4));
    }

    [Test]
    public void NewWeightsForgetWhatOldOnesRead()
    {
        using var actor = new OnDevice(Shapes[0], torch.ScalarType.Float32);
        using var other = new OnDevice(Shapes[0], torch.ScalarType.Float32, seed: 9);
        using var engine = actor.Open(4);
        Run(engine, actor.Job(20, Ways[0], 3));
        using (torch.no_grad())
            actor.Weights.Arena.CopyFrom(other.Weights.Arena);
        engine.Publish(actor.Weights);
        var again = Run(engine, actor.Job(20, Ways[0], 3));
        using var fresh = other.Open(4);
        Assert.That(again.Tokens, Is.EqualTo(Run(fresh, other.Job(20, Ways[0], 3)).Tokens));
    }

    [Test]
    public void AReplyThatIsGivenUpLeavesItsPlaceToAnother()
    {
        using var actor = new OnDevice(Shapes[0], torch.ScalarType.Float32);
        using var engine = actor.Open(1);
        using var cancel = new CancellationTokenSource();
        var first = new GenerationJob(TinyActor.Prompt(5, 1), new SamplingOptions { MaxTokens = 50 }, 4, cancel.Token);
        List<GenerationJob> ended = [];
        engine.Begin(first);
        engine.Step(ended);
        cancel.Cancel();
        engine.Step(ended);
        Assert.That(first.Finish, Is.EqualTo(FinishReason.Cancelled));
        Assert.That(engine.Room, Is.EqualTo(1));
        Assert.That(Run(engine, actor.Job(5, Ways[0], 6)).Finish, Is.Not.EqualTo(FinishReason.Cancelled));
    }

    private static ActorConfig Wide(int hidden, int headDim, int positions) => new()
    {
        VocabSize = 1000,
        HiddenSize = hidden,
        IntermediateSize = 2 * hidden,
        Layers = 3,
        Heads = 4,
        KeyValueHeads = 2,
        HeadDim = headDim,
        MaxPositions = positions,
        TieWordEmbeddings = true,
        EosTokenIds = [TinyActor.Stop],
        PadTokenId = TinyActor.Pad,
    };

    private static GenerationJob Run(CudaEngine engine, GenerationJob job)
    {
        engine.Begin(job);
        while (engine.IsBusy)
            engine.Step([]);
        return job;
    }

    private static IEnumerable<double> CommonGaps(GenerationJob a, GenerationJob b)
    {
        for (int i = 0; i < Math.Min(a.Tokens.Count, b.Tokens.Count) && a.Tokens[i] == b.Tokens[i]; i++)
            yield return Math.Abs(a.LogProbs[i] - b.LogProbs[i]);
    }

    private sealed class OnDevice : IDisposable
    {
        public OnDevice(ActorConfig config, torch.ScalarType type, ulong seed = 1)
        {
            Network = new ActorNetwork(config, torch.device(OnTheGpu.Backend.Device), type);
            Weights = TinyActor.Weights(Network, seed);
        }

        public ActorNetwork Network { get; }

        public ActorWeights Weights { get; }

        public CudaEngine Open(int places)
        {
            var engine = new CudaEngine(Network, [TinyActor.Stop], places, OnTheGpu.Backend.LibTorchFolder);
            engine.Publish(Weights);
            return engine;
        }

        public GenerationJob Job(int prompt, SamplingOptions way, ulong seed) => new(TinyActor.Prompt(prompt, seed), way, seed);

        public List<GenerationJob> Jobs(int count, SamplingOptions way) =>
            [.. Enumerable.Range(0, count).Select(i => Job(1 + i, way, (ulong)(1000 + i)))];

        public void Answer(IReadOnlyList<GenerationJob> jobs, int places)
        {
            using var engine = Open(places);
            List<GenerationJob> ended = [];
            for (int next = 0; next < jobs.Count || engine.IsBusy;)
            {
                while (next < jobs.Count && engine.Room > 0)
                    engine.Begin(jobs[next++]);
                engine.Step(ended);
            }

            Assert.That(ended, Is.EquivalentTo(jobs));
        }

        public void Dispose()
        {
            Weights.Dispose();
            Network.Dispose();
        }
    }
}
