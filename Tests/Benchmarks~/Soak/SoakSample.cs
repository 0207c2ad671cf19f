using System;
using System.Diagnostics;
using System.Text.Json.Serialization;
using TorchSharp;

namespace Repartee.Benchmarks.Soak;

/// <summary>One line of the soak, taken while nobody talks and the trainer waits.</summary>
internal sealed record SoakSample
{
    [JsonPropertyName("seconds")]
    public required double Seconds { get; init; }

    [JsonPropertyName("updates")]
    public required long Updates { get; init; }

    [JsonPropertyName("replies")]
    public required long Replies { get; init; }

    [JsonPropertyName("dropped")]
    public required long Dropped { get; init; }

    /// <summary>Collections since the process began, by generation.</summary>
    [JsonPropertyName("gcs")]
    public int[] Collections { get; } = [GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2)];

    [JsonPropertyName("tensors")]
    public long Tensors { get; } = torch.Tensor.TotalCount;

    [JsonPropertyName("managed_mb")]
    public double ManagedMegabytes { get; } = Math.Round(GC.GetTotalMemory(forceFullCollection: true) / 1e6, 1);

    [JsonPropertyName("rss_mb")]
    public double ResidentMegabytes { get; } = Math.Round(Process.GetCurrentProcess().WorkingSet64 / 1e6, 1);

    [JsonPropertyName("logprob_gap")]
    public required double LogProbGap { get; init; }

    [JsonPropertyName("verified_share")]
    public required double VerifiedShare { get; init; }

    [JsonPropertyName("exceptions")]
    public required int Exceptions { get; init; }
}
