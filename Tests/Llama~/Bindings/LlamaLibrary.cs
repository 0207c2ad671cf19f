using System;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;

namespace Repartee.Llama;

/// <summary>llama.cpp in this process: loaded once, with the variant of its CPU code that this processor runs fastest.</summary>
public static unsafe class LlamaLibrary
{
    private static readonly Lock Gate = new();
    private static string? loaded;

    /// <summary>Loads the libraries of a folder; again from the same folder, it does nothing.</summary>
    /// <param name="folder">As <see cref="LlamaInstall.Run"/> names it.</param>
    public static void Load(string folder)
    {
        lock (Gate)
        {
            if (loaded == folder) return;
            if (loaded != null)
                throw new InvalidOperationException($"Expected one llama.cpp a process, but found {loaded} and {folder}. Take one.");
            NativeLibrary.SetDllImportResolver(typeof(LlamaNative).Assembly, (name, _, _) => NativeLibrary.Load(Find(folder, name)));
            LlamaLog.Attach();
            LlamaNative.LoadBackends(folder);
            LlamaNative.Init();
            if (LlamaNative.BackendByName("CPU") == 0)
                throw new PlatformNotSupportedException($"{folder}: expected code for this processor, but llama.cpp found none.");
            loaded = folder;
        }
    }

    /// <summary>What of the processor the loaded code uses.</summary>
    public static string SystemInfo() => Marshal.PtrToStringUTF8((nint)LlamaNative.SystemInfo())!;

    // Names carry the release, except ggml-base's: libllama.v0.5.0.so.
    private static string Find(string folder, string name) =>
        Directory.GetFiles(folder, $"lib{name}.*").SingleOrDefault(path => path.EndsWith(".so", StringComparison.Ordinal))
        ?? throw new DllNotFoundException($"{folder}: expected lib{name}.so, but found none. Delete the folder and run install.sh.");
}
