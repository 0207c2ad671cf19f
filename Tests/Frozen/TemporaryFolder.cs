#nullable enable
using System;
using System.IO;

namespace Repartee.Frozen.Tests
{
    /// <summary>A folder of its own for one test.</summary>
    internal sealed class TemporaryFolder : IDisposable
    {
        private readonly string path = Directory.CreateDirectory(
            Path.Combine(Path.GetTempPath(), "repartee-" + Guid.NewGuid().ToString("N"))).FullName;

        public string this[string name] => Path.Combine(path, name);

        public void Dispose() => Directory.Delete(path, recursive: true);
    }
}
