using System.Collections.Generic;

namespace Repartee.Benchmarks.Frames;

/// <summary>What the verb "frames" measures.</summary>
internal sealed record FramesOptions
{
    /// <summary>Frames a second that the game asks for.</summary>
    public const int Rate = 60;

    /// <summary>Of each turn, after its warm-up.</summary>
    public required double Seconds { get; init; }

    /// <summary>Before a turn is measured: the actor is loaded, kernels are compiled.</summary>
    public required double WarmUp { get; init; }

    /// <summary>Turns of each mode; they alternate.</summary>
    public required int Rounds { get; init; }

    public required IReadOnlyList<string> Modes { get; init; }

    public required string Display { get; init; }

    /// <summary>Threads of the software rasteriser (LP_NUM_THREADS); null: its own choice. Without meaning on a GPU.</summary>
    public required int? RasterThreads { get; init; }

    /// <summary>Further options of the game, such as --training-share 0.5.</summary>
    public required IReadOnlyList<string> Game { get; init; }

    public int WarmUpFrames => (int)(WarmUp * Rate);

    public int Frames => WarmUpFrames + (int)(Seconds * Rate);
}
