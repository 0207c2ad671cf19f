using System;
using Repartee.Benchmarks.Actors;
using Repartee.Sessions;
using Repartee.Training.Native;
using Repartee.Training.Ppo;

namespace Repartee.Benchmarks.Ppo;

/// <summary>Which updates are measured.</summary>
internal sealed record UpdateOptions
{
    public required ActorSource Actor { get; init; }

    public required DeviceChoice Device { get; init; }

    /// <summary>0: all weights learn.</summary>
    public required int LoraRank { get; init; }

    public required int Updates { get; init; }

    public required int Episodes { get; init; }

    public required int PromptTokens { get; init; }

    public required int NewTokens { get; init; }

    public required int Epochs { get; init; }

    public required int Minibatch { get; init; }

    /// <summary>Episodes a pass.</summary>
    public required int MicroBatch { get; init; }

    public required bool Checkpointing { get; init; }

    /// <summary>What the device can do, 10¹² operations a second in the type of the computation; 0 where it is not known.</summary>
    public required double PeakTeraflops { get; init; }

    /// <summary>CPU threads of each worker.</summary>
    public required int Threads { get; init; }

    /// <summary>PPO's options for a buffer of so many episodes. Learning rates are for large actors, so that random weights stay
    /// sound.</summary>
    public PpoOptions Ppo(int episodes) => new()
    {
        BufferSize = episodes,
        Epochs = Epochs,
        MinibatchSize = Math.Min(Minibatch, episodes),
        MicroBatchSize = Math.Min(MicroBatch, episodes),
        GradientCheckpointing = Checkpointing,
        LearningRate = 3e-6,
        CriticLearningRate = 1e-5,
    };
}
