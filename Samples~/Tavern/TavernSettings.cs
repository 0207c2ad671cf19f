using System;
using Repartee.Conversation;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Ppo;
using Repartee.Training.Trainer;

namespace Repartee.Samples.Tavern;

/// <summary>
/// How this sample trains. <c>--config</c> replaces values by their names, <see cref="Ppo"/>'s and <see cref="Sampling"/>'s included.
/// </summary>
internal sealed record TavernSettings
{
    public long Updates { get; init; } = 80;

    public ulong Seed { get; init; } = 1;

    /// <summary>0: all processors.</summary>
    public int Threads { get; init; }

    public int MaxBatch { get; init; } = 64;

    public int CheckpointEvery { get; init; } = 25;

    public int KeepCheckpoints { get; init; } = 2;

    /// <summary>0: none is kept for good.</summary>
    public int KeepEvery { get; init; }

    public int ReplySamples { get; init; } = 4;

    /// <summary>Cooler than 1: this small actor slips in spelling where its least likely tokens are drawn (TRL's PPO samples at 0.7 too).</summary>
    public SamplingOptions Sampling { get; init; } = new() { Temperature = 0.7 };

    /// <summary>
    /// Many small updates, each with one pass over 64 replies: the run lasts minutes, and fresh replies teach more than second looks at
    /// old ones.
    /// </summary>
    public PpoOptions Ppo { get; init; } = new() { LearningRate = 1e-4, Epochs = 1, MinibatchSize = 16, KlCoefficient = 0.02 };

    /// <summary>The settings that the command line asks for: its options, then its file, then this sample's.</summary>
    public static TavernSettings For(TavernOptions options)
    {
        var settings = options.Config is null ? new TavernSettings() : ConfigFile.Apply(options.Config, new TavernSettings());
        return settings with
        {
            Updates = options.Updates ?? settings.Updates,
            Seed = options.Seed ?? settings.Seed,
            Threads = options.Threads ?? settings.Threads,
        };
    }

    /// <summary>What a session needs to know.</summary>
    public TrainingOptions ToTrainingOptions(TavernOptions options, string runFolder) => new()
    {
        ActorFolder = options.ActorFolder,
        Rewards = TavernRewards.Create(),
        RunFolder = runFolder,
        Resume = options.Resume,
        RecordingFile = options.Record,
        Device = options.Device,
        Seed = Seed,
        Threads = Threads > 0 ? Threads : Environment.ProcessorCount,           // no game wants them meanwhile
        PlannedUpdates = Updates,
        MaxBatch = MaxBatch,
        CheckpointEvery = CheckpointEvery,
        KeepCheckpoints = KeepCheckpoints,
        KeepEvery = KeepEvery,
        ReplySamples = ReplySamples,
        Sampling = Sampling,
        Ppo = Ppo,
    };
}
