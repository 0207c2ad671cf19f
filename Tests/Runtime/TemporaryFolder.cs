#nullable enable
using System;
using System.IO;

namespace Repartee.Tests
{
    /// <summary>A folder of its own for one test.</summary>
    internal sealed class TemporaryFolder : IDisposable
    {
        private readonly string _path = Create();

        public string this[string name] => Path.Combine(_path, name);

        public string[] FileNames => Array.ConvertAll(Directory.GetFiles(_path), path => Path.GetFileName(path));

        /// <summary>Makes a folder that the caller deletes.</summary>
        public static string Create() => Directory.CreateDirectory(
            Path.Combine(Path.GetTempPath(), "repartee-" + Guid.NewGuid().ToString("N"))).FullName;

        public void Dispose() => Directory.Delete(_path, recursive: true);
    }
}
