#nullable enable
using System;
using System.IO;

namespace Repartee.Frozen.Tests
{
    /// <summary>A folder of its own for one test.</summary>
    internal sealed class TemporaryFolder : IDisposable
    {
        private readonly string path = Create();

        public string this[string name] => Path.Combine(path, name);

        /// <summary>Makes a folder that the caller deletes.</summary>
        public static string Create() => Directory.CreateDirectory(
            Path.Combine(Path.GetTempPath(), "repartee-" + Guid.NewGuid().ToString("N"))).FullName;

        public void Dispose() => Directory.Delete(path, recursive: true);
    }
}
