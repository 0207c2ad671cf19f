using System;
using Repartee.Llama;

namespace Repartee.Benchmarks.Frozen;

/// <summary>llama.cpp through its C API: the file as llama.cpp loads it if nobody sets anything, its own thread pool attached.</summary>
internal sealed class LlamaCppPeer(LlamaCacheType cache, LlamaFlashAttention attention) : IDecoderPeer
{
    private LlamaModel? model;
    private LlamaContext? context;

    public void Prepare() => LlamaLibrary.Load(LlamaInstall.Run());

    public void Load(string path, int tokens, int threads)
    {
        model = LlamaModel.Load(path);
        context = new LlamaContext(model, new LlamaContextOptions
        {
            Context = tokens,
            Threads = threads,
            Cache = cache,
            FlashAttention = attention,
        });
    }

    public void WarmUp()
    {
        // Its file stays mapped; the first pass reads it.
    }

    public void Keep(int tokens)
    {
        if (tokens == 0) context!.Clear();
        else context!.Truncate(tokens);
    }

    public void Append(ReadOnlySpan<int> tokens) => context!.Decode(tokens);

    public int Likeliest() => ArgMax.Of(context!.Logits());

    public void Dispose()
    {
        context?.Dispose();
        model?.Dispose();
    }
}
