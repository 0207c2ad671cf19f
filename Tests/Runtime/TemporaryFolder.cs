#nullable enable
using System;
using System.IO;

namespace Repartee.Tests
{
    /// <summary>A folder of its own for one test.</summary>
    internal sealed class TemporaryFolder : IDisposable
    {
        private readonly string _path = Directory.CreateDirectory(
            Path.Combine(Path.GetTempPath(), "repartee-" + Guid.NewGuid().ToString("N"))).FullName;

        public string this[string name] => Path.Combine(_path, name);

        public string[] FileNames => Array.ConvertAll(Directory.GetFiles(_path), path => Path.GetFileName(path));

        public void Dispose() => Directory.Delete(_path, recursive: true);
    }
}
