using System.Collections.Generic;
using Repartee.Benchmarks.Actors;
using Repartee.Sessions;
using Repartee.Training.Native;

namespace Repartee.Benchmarks.Generation;

/// <summary>What is generated, and how.</summary>
internal sealed record GenerateOptions
{
    public required ActorSource Actor { get; init; }

    public required DeviceChoice Device { get; init; }

    /// <summary>Names from <see cref="Speakers"/>.</summary>
    public required IReadOnlyList<string> Engines { get; init; }

    /// <summary>Requests at once.</summary>
    public required IReadOnlyList<int> Batches { get; init; }

    public required int PromptTokens { get; init; }

    public required int NewTokens { get; init; }

    /// <summary>Measurements of each thing, after the warm-up; the median counts.</summary>
    public required int Repeats { get; init; }

    /// <summary>Replies in the making at once, for the ragged requests.</summary>
    public required IReadOnlyList<int> Slots { get; init; }

    /// <summary>Requests of the ragged set.</summary>
    public required int Requests { get; init; }

    /// <summary>The device's memory bandwidth, GB/s; 0 where it is not known.</summary>
    public required double Bandwidth { get; init; }

    /// <summary>CPU threads.</summary>
    public required int Threads { get; init; }
}
