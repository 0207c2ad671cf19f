#nullable enable
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using NUnit.Framework;

namespace Repartee.Training.Tests.Parity
{
    /// <summary>Where the stored answers of other programs lie: Tests/Fixtures~ of the package.</summary>
    internal static class FixtureFolder
    {
        /// <summary>Full path of a folder or file below Tests/Fixtures~/checkpoints.</summary>
        internal static string Checkpoint(params string[] parts) =>
            Path.Combine(parts.Prepend("checkpoints").Prepend("Fixtures~").Prepend("Tests").Prepend(Package()).ToArray());

        /// <summary>The folder with package.json above the test's program, or above this source where it is built elsewhere.</summary>
        private static string Package([CallerFilePath] string source = "")
        {
            foreach (string start in new[] { TestContext.CurrentContext.TestDirectory, Path.GetDirectoryName(source)! })
            {
                for (var folder = new DirectoryInfo(start); folder != null; folder = folder.Parent)
                {
                    if (File.Exists(Path.Combine(folder.FullName, "package.json")))
                        return folder.FullName;
                }
            }

            throw new DirectoryNotFoundException(
                $"Expected a folder with package.json above {TestContext.CurrentContext.TestDirectory} or {source}, but found none.");
        }
    }
}
