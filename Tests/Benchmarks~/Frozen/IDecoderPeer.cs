using System;

namespace Repartee.Benchmarks.Frozen;

/// <summary>A program that plays a GGUF file: what the benchmarks ask of llama.cpp and of ours. One thread at a time.</summary>
internal interface IDecoderPeer : IDisposable
{
    /// <summary>Loads native libraries, where there are any. Called before the first file, again without effect.</summary>
    void Prepare();

    /// <summary>Opens a file, with an empty cache.</summary>
    /// <param name="path">The GGUF file.</param>
    /// <param name="tokens">Tokens that the cache must take.</param>
    /// <param name="threads">Threads that compute, the caller's included.</param>
    void Load(string path, int tokens, int threads);

    /// <summary>Finishes what loading may leave for later.</summary>
    void WarmUp();

    /// <summary>Forgets all tokens but the first ones.</summary>
    void Keep(int tokens);

    /// <summary>Computes tokens after those before; the last one's logits are there when it returns.</summary>
    void Append(ReadOnlySpan<int> tokens);

    /// <summary>The likeliest token after the last one.</summary>
    int Likeliest();
}
