using System;
using System.IO;

namespace Repartee.Fuzz.Tests;

/// <summary>A folder for readers that take paths; in memory where the system has such a place.</summary>
internal sealed class Scratch : IDisposable
{
    private const string InMemory = "/dev/shm";

    internal string Folder { get; } = Directory.CreateDirectory(Path.Combine(
        Directory.Exists(InMemory) ? InMemory : Path.GetTempPath(), "repartee-fuzz-" + Guid.NewGuid().ToString("N"))).FullName;

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    internal string At(string name) => Path.Combine(Folder, name);

    /// <summary>Writes the input to a file before it is read.</summary>
    internal Action<byte[]> Written(string name, Action read) => bytes =>
    {
        File.WriteAllBytes(At(name), bytes);
        read();
    };
}
