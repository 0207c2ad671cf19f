namespace Repartee.Llama;

/// <summary>How a context computes.</summary>
public sealed record LlamaContextOptions
{
    /// <summary>Tokens that fit into its cache, which is also the most that one call decodes.</summary>
    public required int Context { get; init; }

    /// <summary>Threads, the calling one included.</summary>
    public required int Threads { get; init; }

    /// <summary>How keys and values are kept.</summary>
    public LlamaCacheType Cache { get; init; } = LlamaCacheType.F16;

    /// <summary>How attention is computed.</summary>
    public LlamaFlashAttention FlashAttention { get; init; } = LlamaFlashAttention.Auto;

    /// <summary>Make room for the logits of every token of a call, not only of the last.</summary>
    public bool AllLogits { get; init; }

    /// <summary>What gives the numbers that other programs can be compared with: nothing is rounded to binary16 on the way.</summary>
    public static LlamaContextOptions Exact(int context, int threads) => new()
    {
        Context = context,
        Threads = threads,
        Cache = LlamaCacheType.F32,
        FlashAttention = LlamaFlashAttention.Off,
        AllLogits = true,
    };
}
