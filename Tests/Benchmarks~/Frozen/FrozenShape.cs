using System.Collections.Generic;
using System.Linq;

namespace Repartee.Benchmarks.Frozen;

/// <summary>Sizes of a Llama model with a tied output matrix.</summary>
internal sealed record FrozenShape(string Name, int Hidden, int Layers, int Heads, int KeyValueHeads, int FeedForward, int Vocabulary)
{
    /// <summary>Tokens of context that the file promises.</summary>
    public const int Context = 2048;

    /// <summary>The three that are compared. The last is SmolLM2-135M's shape.</summary>
    public static IReadOnlyDictionary<string, FrozenShape> All { get; } = new Dictionary<string, FrozenShape>
    {
        ["8m"] = new("8m", Hidden: 256, Layers: 6, Heads: 8, KeyValueHeads: 4, FeedForward: 1024, Vocabulary: 8192),
        ["30m"] = new("30m", Hidden: 512, Layers: 8, Heads: 8, KeyValueHeads: 4, FeedForward: 1600, Vocabulary: 8192),
        ["135m"] = new("135m", Hidden: 576, Layers: 30, Heads: 9, KeyValueHeads: 3, FeedForward: 1536, Vocabulary: 49152),
    };

    /// <summary>Tokens that each of them has.</summary>
    public static int SmallestVocabulary => All.Values.Min(shape => shape.Vocabulary);

    public int HeadSize => Hidden / Heads;

    public int KeyValueSize => HeadSize * KeyValueHeads;

    /// <summary>All weights.</summary>
    public long Parameters =>
        (long)Vocabulary * Hidden + Hidden
        + Layers * (2L * Hidden * Hidden + 2L * Hidden * KeyValueSize + 3L * Hidden * FeedForward + 2L * Hidden);

    /// <summary>Bytes of keys and values as float32.</summary>
    public long FloatCacheBytes(int context) => 2L * Layers * KeyValueSize * context * sizeof(float);
}
