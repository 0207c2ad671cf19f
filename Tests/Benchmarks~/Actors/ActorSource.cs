using System;
using System.IO;
using System.Linq;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Native;
using Repartee.Training.Weights;
using TorchSharp;

namespace Repartee.Benchmarks.Actors;

/// <summary>Where a benchmark's actor comes from: a folder, or a shape with random weights.</summary>
internal sealed class ActorSource
{
    private readonly ActorFolder? folder;

    public ActorSource(string shape, string? path)
    {
        folder = path is null ? null : ActorFolder.Open(path);
        Name = path is null ? shape : new DirectoryInfo(path).Name;
        Config = folder?.Config ?? ActorShape.All[shape];
    }

    /// <summary>What tables call it.</summary>
    public string Name { get; }

    public ActorConfig Config { get; }

    public int PadToken => folder?.Encoder.PadToken ?? 0;

    /// <summary>A network of this shape, bfloat16 on a GPU.</summary>
    public ActorNetwork OpenNetwork(DeviceChoice choice)
    {
        var device = torch.device(NativeBackend.Load(new NativeBackendOptions { Device = choice }).Device);
        return new ActorNetwork(Config, device, Precision.Auto.TypeOn(device));
    }

    /// <summary>Writes the actor into weights; random ones are N(0, 0.02²), norms 1, biases 0, made on the device.</summary>
    public void Fill(ActorWeights weights)
    {
        if (folder is null)
            Randomize(weights);
        else
            folder.LoadInto(weights);
    }

    private static void Randomize(ActorWeights weights)
    {
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(1);
        var layout = weights.Layout.Parameters;
        weights.Arena.Flat.narrow(0, 0, layout.DecayedCount).normal_(0, 0.02);
        foreach (var slot in layout.Slots.Where(s => s.Name.EndsWith("norm", StringComparison.Ordinal)))
            weights.Arena.Flat.narrow(0, slot.Offset, slot.Count).fill_(1f);
    }
}
