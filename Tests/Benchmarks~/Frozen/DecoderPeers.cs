using System;
using System.Collections.Generic;
using System.Linq;
using Repartee.Llama;

namespace Repartee.Benchmarks.Frozen;

/// <summary>Who is compared, by name. llama.cpp comes with each of its settings, because which is fastest depends on the shape.</summary>
internal static class DecoderPeers
{
    /// <summary>What the names of llama.cpp's settings begin with.</summary>
    public const string Llama = "llama.cpp";

    /// <summary>Our decoder.</summary>
    public const string Ours = "Repartee";

    /// <summary>llama.cpp as it is if nobody sets anything.</summary>
    public const string LlamaDefault = Llama + "/f16";

    private static readonly Dictionary<string, Func<IDecoderPeer>> Makers = new()
    {
        [Ours] = () => new FrozenPeer(),
        [LlamaDefault] = () => new LlamaCppPeer(LlamaCacheType.F16, LlamaFlashAttention.Auto),
        [Llama + "/f16-plain"] = () => new LlamaCppPeer(LlamaCacheType.F16, LlamaFlashAttention.Off),
        [Llama + "/f32"] = () => new LlamaCppPeer(LlamaCacheType.F32, LlamaFlashAttention.Auto),
        [Llama + "/f32-plain"] = () => new LlamaCppPeer(LlamaCacheType.F32, LlamaFlashAttention.Off),
    };

    public static IReadOnlyCollection<string> Names => Makers.Keys;

    /// <summary>A peer that has loaded nothing yet.</summary>
    public static IDecoderPeer Create(string name) => Makers[name]();

    /// <summary>Those that are compared where llama.cpp's settings make no difference worth a row.</summary>
    public static IEnumerable<string> Defaults => Names.Where(name => name == LlamaDefault || !IsLlama(name));

    public static bool IsLlama(string name) => name.StartsWith(Llama, StringComparison.Ordinal);
}
