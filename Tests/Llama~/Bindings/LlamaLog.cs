using System;
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Repartee.Llama;

/// <summary>What llama.cpp says, kept instead of printed: it tells why a file was refused.</summary>
internal static unsafe class LlamaLog
{
    private const int Warning = 3, Continued = 5, MostLines = 40;

    // llama.cpp has one log a process.
    private static readonly ConcurrentQueue<string> Lines = new();

    internal static void Attach() => LlamaNative.SetLog(&Hear, 0);

    /// <summary>The latest warnings and errors; they are told once.</summary>
    internal static string Take()
    {
        string all = string.Concat(Lines).Trim();
        Lines.Clear();
        return all;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Hear(int level, byte* text, nint data)
    {
        if (level < Warning || level == Continued) return;
        Lines.Enqueue(Marshal.PtrToStringUTF8((nint)text) ?? "");
        while (Lines.Count > MostLines) Lines.TryDequeue(out _);
    }
}
