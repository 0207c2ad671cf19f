using System;
using System.Collections.Generic;
using Repartee.Frozen.Gguf;

namespace Repartee.Benchmarks.Frozen;

/// <summary>What to compare, and how patiently.</summary>
internal sealed record FrozenOptions
{
    /// <summary>Where the models are; what is missing is written.</summary>
    public required string Folder { get; init; }

    public required IReadOnlyList<string> Peers { get; init; }

    public required IReadOnlyList<FrozenShape> Shapes { get; init; }

    public required IReadOnlyList<GgufType> Types { get; init; }

    /// <summary>Tokens before the ones that are decoded.</summary>
    public required IReadOnlyList<int> Contexts { get; init; }

    public required int Threads { get; init; }

    /// <summary>How often each peer has its turn.</summary>
    public required int Rounds { get; init; }

    /// <summary>How long to wait for an idle machine before each turn.</summary>
    public required TimeSpan LongestWait { get; init; }

    /// <summary>Every file, with its shape and type.</summary>
    public IEnumerable<(FrozenShape Shape, GgufType Type, string Path)> Files()
    {
        foreach (FrozenShape shape in Shapes)
            foreach (GgufType type in Types)
                yield return (shape, type, RandomGguf.File(Folder, shape, type));
    }
}
