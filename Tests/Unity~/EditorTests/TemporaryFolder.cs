using System;
using System.IO;

namespace Repartee.Editor.Tests;

/// <summary>A folder of its own for one test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    internal string Path { get; } = Directory.CreateDirectory(
        System.IO.Path.Combine(System.IO.Path.GetTempPath(), "repartee-" + Guid.NewGuid().ToString("N"))).FullName;

    internal string this[string name] => System.IO.Path.Combine(Path, name);

    internal void Write(string name, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(this[name])!);
        File.WriteAllText(this[name], text);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
