using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Lora;
using Repartee.Training.Tests.Actor;
using Repartee.Training.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Repartee.Device.Checks;

/// <summary>
/// The learning pass of our own kernels and hand-written way back against TorchScript's autograd: both in bfloat16 on the GPU, and the truth in
/// float32 on the CPU. Ours may be as far from the truth as TorchScript is, not farther.
/// </summary>
public sealed class CudaTrunkTests
{
    private static readonly ActorConfig[] Shapes =
    [
        Shape(heads: 4, kv: 2, headDim: 16, tied: false, bias: false),
        Shape(heads: 4, kv: 4, headDim: 32, tied: true, bias: true),
        Shape(heads: 6, kv: 1, headDim: 64, tied: true, bias: true),
    ];

    private static readonly int[][] Rows =
        [TinyActor.Prompt(5, 1), TinyActor.Prompt(61, 2), TinyActor.Prompt(1, 3), TinyActor.Prompt(33, 4), TinyActor.Prompt(17, 5)];

    [Test]
    public void OutputsAndGradientsAreAsNearTheTruthAsTorchScripts([Range(0, 2)] int shape, [Values] bool adapter, [Values] bool checkpoint)
    {
        var truth = Pass(Shapes[shape], torch.CPU, ScalarType.Float32, adapter, checkpoint: false, flat: false);
        var gpu = torch.device(OnTheGpu.Backend.Device);
        var scripted = Pass(Shapes[shape], gpu, ScalarType.BFloat16, adapter, checkpoint: false, flat: false);
        var ours = Pass(Shapes[shape], gpu, ScalarType.BFloat16, adapter, checkpoint, flat: true);
        double outputs = Distance(ours.Hidden, truth.Hidden), gradients = Distance(ours.Gradient, truth.Gradient);
        double theirOutputs = Distance(scripted.Hidden, truth.Hidden), theirGradients = Distance(scripted.Gradient, truth.Gradient);
        TestContext.Out.WriteLine($"outputs {outputs:F5} (TorchScript {theirOutputs:F5}), gradients {gradients:F5} (TorchScript {theirGradients:F5})");
        Assert.That(outputs, Is.LessThan(1.25 * theirOutputs));
        Assert.That(gradients, Is.LessThan(1.25 * theirGradients));
    }

    [Test]
    public void EachParametersGradientIsNearTheTruth([Range(0, 2)] int shape)
    {
        var truth = Pass(Shapes[shape], torch.CPU, ScalarType.Float32, adapter: false, checkpoint: false, flat: false);
        var ours = Pass(Shapes[shape], torch.device(OnTheGpu.Backend.Device), ScalarType.BFloat16, adapter: false, checkpoint: false, flat: true);
        Assert.Multiple(() =>
        {
            foreach (var slot in new ActorLayout(Shapes[shape]).Parameters.Slots.Where(s => s.Name != "head"))
            {
                float[] Part(float[] all) => all.AsSpan((int)slot.Offset, (int)slot.Count).ToArray();
                Assert.That(Distance(Part(ours.Gradient), Part(truth.Gradient)), Is.LessThan(0.05), slot.Name);
            }
        });
    }

    [Test]
    public void InferringGivesWhatAKeptPassGives()
    {
        using var network = new ActorNetwork(Shapes[1], torch.device(OnTheGpu.Backend.Device), ScalarType.BFloat16);
        using var weights = ActorWeights.Frozen(network);
        weights.Arena.Load(TinyActor.Values(network.Layout));
        using var packed = Packed(network, flat: true);
        using var pass = new TrunkPass(weights, packed, checkpoint: false);
        float[] kept = HostCopy.Floats(pass.Hidden.to(ScalarType.Float32));
        pass.Dispose();
        using var inferred = TrunkPass.Infer(weights, packed);
        Assert.That(HostCopy.Floats(inferred.to(ScalarType.Float32)), Is.EqualTo(kept));
    }

    [Test]
    public void LogProbsEntropiesAndTheirGradientsAreNearTheTruth([Values] bool entropyLearns)
    {
        using var scope = NewDisposeScope();
        using var network = new ActorNetwork(Shapes[1], torch.device(OnTheGpu.Backend.Device), ScalarType.BFloat16);
        using var weights = ActorWeights.Trainable(network);
        weights.Arena.Load(TinyActor.Values(network.Layout));
        using var packed = Packed(network, flat: true);
        using var pass = new TrunkPass(weights, packed, checkpoint: false);
        using var temperature = HostCopy.ToDevice(new[] { 0.7f }, [], network.Device);
        var chunk = packed.Chunks().Single();
        var (logProbs, entropies) = network.Trunk!.Score(weights, pass.Hidden, chunk, temperature);
        float[] toLogs = Enumerable.Range(0, chunk.Count).Select(n => n < packed.Count ? (float)CounterRandom.Uniform(1, (ulong)n) - 0.3f : 0f).ToArray();
        float[] toEntropies = Enumerable.Range(0, chunk.Count).Select(n => n < packed.Count ? (float)CounterRandom.Uniform(2, (ulong)n) - 0.5f : 0f).ToArray();
        var a = HostCopy.ToDevice(toLogs, [chunk.Count], network.Device);
        var b = HostCopy.ToDevice(toEntropies, [chunk.Count], network.Device);
        network.Trunk.ScoreBack(weights, chunk, temperature, a, entropyLearns ? b : null, pass.HeadGradient);

        var head = weights.Kernel[0].detach().cpu().requires_grad_();
        var hidden = pass.Hidden.detach().to(ScalarType.Float32).cpu().view(-1, network.Config.HiddenSize).requires_grad_();
        var logps = nn.functional.log_softmax(hidden.index_select(0, chunk.Index.cpu()).matmul(head.t()) / 0.7f, -1);
        var expected = logps.gather(1, chunk.Targets.cpu().unsqueeze(1)).squeeze(1);
        var expectedEntropies = -(logps.exp() * logps).sum(-1);
        var loss = (expected * a.cpu()).sum();
        if (entropyLearns)
            loss += (expectedEntropies * b.cpu()).sum();
        loss.backward();
        var slot = network.Layout.Parameters["embedding"];
        float[] gradient = HostCopy.Floats(weights.Arena.Gradient!).AsSpan((int)slot.Offset, (int)slot.Count).ToArray();
        Assert.That(HostCopy.Floats(logProbs), Is.EqualTo(HostCopy.Floats(expected)).Within(0.06));
        Assert.That(HostCopy.Floats(entropies), Is.EqualTo(HostCopy.Floats(expectedEntropies)).Within(0.03));
        Assert.That(Distance(HostCopy.Floats(pass.HeadGradient), HostCopy.Floats(hidden.grad!)), Is.LessThan(0.02));
        Assert.That(Distance(gradient, HostCopy.Floats(head.grad!)), Is.LessThan(0.02));
    }

    private static ActorConfig Shape(int heads, int kv, int headDim, bool tied, bool bias) => new()
    {
        VocabSize = TinyActor.Vocabulary,
        HiddenSize = 64,
        IntermediateSize = 128,
        Layers = 3,
        Heads = heads,
        KeyValueHeads = kv,
        HeadDim = headDim,
        MaxPositions = 128,
        TieWordEmbeddings = tied,
        QkvBias = bias,
        EosTokenIds = [TinyActor.Stop],
        PadTokenId = TinyActor.Pad,
    };

    private static PackedRows Packed(ActorNetwork network, bool flat) =>
        new(network, Rows.Select(r => new TokenRow(r, Enumerable.Range(1, r.Length).ToArray())).ToList(), TinyActor.Pad, flat);

    /// <summary>Outputs of all tokens in the rows' order, and the gradient of their sum with random weights.</summary>
    private static (float[] Hidden, float[] Gradient) Pass(
        ActorConfig config, torch.Device device, ScalarType type, bool adapter, bool checkpoint, bool flat)
    {
        using var scope = NewDisposeScope();
        using var network = new ActorNetwork(config, device, type);
        if (flat)
            Assert.That(network.Trunk, Is.Not.Null, "our kernels should be in use");
        using var weights = adapter ? ActorWeights.Frozen(network) : ActorWeights.Trainable(network);
        weights.Arena.Load(TinyActor.Values(network.Layout));
        using var lora = new LoraAdapter(network, new AdapterConfig { Rank = 8, Alpha = 16 }, trainable: true);
        lora.Initialize(3);
        float[] low = lora.Arena.ToArray();
        for (int i = 0; i < low.Length; i++)
            low[i] += 0.1f * (float)(CounterRandom.Uniform(8, (ulong)i) - 0.5);             // B is zero at the start, and A's gradient with it
        lora.Arena.Load(low);
        var policy = adapter ? new Policy(weights, lora.Kernel, lora.Placed) : new Policy(weights);
        using var packed = Packed(network, flat);
        using var pass = new TrunkPass(policy, packed, checkpoint);
        using var index = packed.Index.narrow(0, 0, packed.Count);
        int d = config.HiddenSize;
        float[] wanted = Enumerable.Range(0, packed.Count * d).Select(i => (float)(CounterRandom.Uniform(4, (ulong)i) - 0.5)).ToArray();
        var all = HostCopy.Floats(pass.Hidden.to(ScalarType.Float32));
        var gradient = new float[all.Length];
        var hidden = new List<float>();
        long[] places = HostCopy.Longs(index);
        for (int n = 0; n < places.Length; n++)
        {
            hidden.AddRange(all.AsSpan((int)places[n] * d, d));
            wanted.AsSpan(n * d, d).CopyTo(gradient.AsSpan((int)places[n] * d));
        }

        pass.Hidden.grad = HostCopy.ToDevice(gradient, [pass.Hidden.size(0), pass.Hidden.size(1), d], device).to(type);
        pass.Backward();
        var learns = adapter ? lora.Arena : weights.Arena;
        return (hidden.ToArray(), HostCopy.Floats(learns.Gradient!));
    }

    private static double Distance(float[] found, float[] expected)
    {
        double difference = 0, size = 0;
        for (int i = 0; i < found.Length; i++)
        {
            difference += Math.Pow(found[i] - (double)expected[i], 2);
            size += Math.Pow(expected[i], 2);
        }

        return Math.Sqrt(difference / Math.Max(1e-30, size));
    }
}
