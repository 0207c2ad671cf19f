using System.Collections.Generic;

namespace Repartee.Benchmarks.Frames;

/// <summary>How much of Repartee a turn has.</summary>
internal static class GameMode
{
    /// <summary>The same loop and bubbles, without Repartee.</summary>
    public const string Off = "off";

    /// <summary>NPCs speak through Repartee and learn nothing.</summary>
    public const string Talk = "talk";

    /// <summary>NPCs speak and learn.</summary>
    public const string Train = "train";

    /// <summary>The game's options, by mode.</summary>
    public static IReadOnlyDictionary<string, string[]> All { get; } = new Dictionary<string, string[]>
    {
        [Off] = ["--off"],
        [Talk] = ["--no-training"],
        [Train] = [],
    };
}
