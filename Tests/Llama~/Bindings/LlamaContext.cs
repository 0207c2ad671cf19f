using System;

namespace Repartee.Llama;

/// <summary>One conversation with a model: its cache, and a thread pool of its own that stays warm. One thread at a time.</summary>
public sealed unsafe class LlamaContext : IDisposable
{
    private readonly int vocabularySize;
    private LlamaThreadPool? pool;
    private nint handle;

    /// <summary>Makes the context.</summary>
    public LlamaContext(LlamaModel model, LlamaContextOptions options)
    {
        LlamaContextParams parameters = LlamaNative.DefaultContextParams();
        parameters.Context = (uint)options.Context;
        parameters.Batch = (uint)options.Context;
        if (options.AllLogits) parameters.MostOutputsOfSequence = 0; // as many as there is room for
        parameters.Threads = parameters.ThreadsOfBatch = options.Threads;
        parameters.KeyType = parameters.ValueType = options.Cache;
        parameters.FlashAttention = options.FlashAttention;
        LlamaLog.Take();
        handle = LlamaNative.NewContext(model.Handle, parameters);
        if (handle == 0) throw new InvalidOperationException($"Expected llama.cpp to make a context, but it said: {LlamaLog.Take()}");
        vocabularySize = model.VocabularySize;
        pool = new LlamaThreadPool(options.Threads);
        LlamaNative.AttachThreadPool(handle, pool.Handle, pool.Handle);
    }

    private nint Handle => handle != 0 ? handle : throw new ObjectDisposedException(nameof(LlamaContext));

    /// <summary>Forgets every token.</summary>
    public void Clear() => LlamaNative.ClearCache(LlamaNative.Cache(Handle), 0);

    /// <summary>Forgets the tokens from a position on.</summary>
    public void Truncate(int position)
    {
        if (!LlamaNative.RemoveFromCache(LlamaNative.Cache(Handle), 0, position, -1))
            throw new InvalidOperationException($"Expected llama.cpp to forget tokens from {position} on, but it would not.");
    }

    /// <summary>Decodes tokens after those decoded before.</summary>
    /// <param name="tokens">As many as the context has room for.</param>
    /// <param name="allLogits">Keep the logits of each, not only of the last.</param>
    public void Decode(ReadOnlySpan<int> tokens, bool allLogits = false)
    {
        sbyte[]? outputs = allLogits ? new sbyte[tokens.Length] : null;
        outputs?.AsSpan().Fill(1);
        fixed (int* first = tokens)
        fixed (sbyte* wanted = outputs)
        {
            int result = LlamaNative.Decode(Handle, new LlamaBatch { Count = tokens.Length, Tokens = first, Outputs = wanted });
            if (result != 0)
                throw new InvalidOperationException(
                    $"Expected llama.cpp to decode {tokens.Length} tokens, but it returned {result}: {LlamaLog.Take()}");
        }
    }

    /// <summary>Logits of the latest call, one for each token of the vocabulary; valid until the next call.</summary>
    /// <param name="index">The token's place in that call if all logits were kept, else -1: the last.</param>
    public ReadOnlySpan<float> Logits(int index = -1) => new(LlamaNative.Logits(Handle, index), vocabularySize);

    /// <summary>Frees it.</summary>
    public void Dispose()
    {
        if (handle == 0) return;
        LlamaNative.DetachThreadPool(handle);
        LlamaNative.FreeContext(handle);
        handle = 0;
        pool?.Dispose();
        pool = null;
    }
}
