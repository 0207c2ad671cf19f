using System;

namespace Repartee.Llama;

/// <summary>ggml's thread pool. Without one, llama.cpp starts threads anew for every token.</summary>
internal sealed unsafe class LlamaThreadPool : IDisposable
{
    internal LlamaThreadPool(int threads)
    {
        var create = (delegate* unmanaged[Cdecl]<ThreadPoolParams*, nint>)Function("ggml_threadpool_new");
        ThreadPoolParams parameters;
        LlamaNative.InitThreadPoolParams(&parameters, threads);
        Handle = create(&parameters);
        if (Handle == 0) throw new InvalidOperationException($"Expected ggml to start {threads} threads, but it did not.");
    }

    internal nint Handle { get; private set; }

    public void Dispose()
    {
        if (Handle != 0) ((delegate* unmanaged[Cdecl]<nint, void>)Function("ggml_threadpool_free"))(Handle);
        Handle = 0;
    }

    // In the library of the CPU variant that was chosen at run time, which has no fixed name.
    private static nint Function(string name) => LlamaNative.BackendFunction(LlamaNative.BackendByName("CPU"), name);
}
