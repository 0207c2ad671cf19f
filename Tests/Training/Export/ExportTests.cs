#nullable enable
using System.IO;
using System.Linq;
using NUnit.Framework;

namespace Repartee.Training.Tests.Export
{
    /// <summary>A folder of its own for each test.</summary>
    public abstract class ExportTests
    {
        private string folder = "";

        [SetUp]
        public void CreateFolder() => folder = Directory.CreateTempSubdirectory("repartee-").FullName;

        [TearDown]
        public void DeleteFolder() => Directory.Delete(folder, recursive: true);

        internal string In(string name) => Path.Combine(folder, name);

        internal string[] FileNames =>
            Directory.GetFileSystemEntries(folder).Select(path => Path.GetFileName(path)).OrderBy(name => name).ToArray();
    }
}
