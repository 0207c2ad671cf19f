using System;
using Repartee.Frozen.Decoding;
using Repartee.Frozen.Kernels;
using Repartee.Frozen.Model;

namespace Repartee.Benchmarks.Frozen;

/// <summary>The frozen actor's decoder, in passes of the size that its own thread uses.</summary>
internal sealed class FrozenPeer : IDecoderPeer
{
    private WorkerTeam? team;
    private TransformerWeights? weights;
    private ForwardPass? pass;
    private KeyValueCache? cache;
    private WarmUp? warmUp;
    private int[] copy = [];
    private int output;

    public void Prepare()
    {
        // There is no native library.
    }

    public void Load(string path, int tokens, int threads)
    {
        FrozenModel model = FrozenModel.Open(path);
        team = new WorkerTeam(threads, "frozen");
        weights = WeightLoader.Load(model.File, model.Config);
        warmUp = new WarmUp(weights.Matrices, team, model, inPlace: true);
        pass = new ForwardPass(weights, EngineThread.PromptRows, team, KernelChoice.Matrices(), KernelChoice.Rows());
        cache = new KeyValueCache(model.Config.Layers, model.Config.KeyValueHeads, model.Config.HeadDim);
        cache.Reserve(tokens);
        copy = new int[tokens];
    }

    public void WarmUp()
    {
        while (warmUp!.Advance())
        {
        }

        pass!.EndWarmUp();
    }

    public void Keep(int tokens) => cache!.Truncate(tokens);

    public void Append(ReadOnlySpan<int> tokens)
    {
        tokens.CopyTo(copy);
        for (int first = 0; first < tokens.Length; first += EngineThread.PromptRows)
        {
            int count = Math.Min(EngineThread.PromptRows, tokens.Length - first);
            pass!.Begin();
            output = pass.Add(cache!, copy, first, count, output: first + count == tokens.Length);
            pass.RunAll();
        }
    }

    public int Likeliest() => ArgMax.Of(pass!.LogitSpan(output));

    public void Dispose()
    {
        cache?.Dispose();
        pass?.Dispose();
        warmUp?.Dispose();
        weights?.Dispose();
        team?.Dispose();
    }
}
