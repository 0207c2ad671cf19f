using System;
using System.IO;

namespace Repartee.Player.Tests
{
    /// <summary>A folder of its own for some tests.</summary>
    internal sealed class TemporaryFolder : IDisposable
    {
        private readonly string _path = Directory.CreateDirectory(
            Path.Combine(Path.GetTempPath(), "repartee-" + Guid.NewGuid().ToString("N"))).FullName;

        public string this[string name] => Path.Combine(_path, name);

        public void Dispose() => Directory.Delete(_path, recursive: true);
    }
}
