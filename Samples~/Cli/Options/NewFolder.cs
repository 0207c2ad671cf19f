using System.IO;
using System.Linq;

namespace Repartee.Samples.Cli.Options;

/// <summary>A folder to write into that holds nothing yet.</summary>
internal sealed class NewFolder
{
    /// <exception cref="UsageException">It holds files.</exception>
    public NewFolder(string option, string path, string remedy = "Name another folder.")
    {
        Path = System.IO.Path.GetFullPath(path);
        if (File.Exists(Path) || (Directory.Exists(Path) && Directory.EnumerateFileSystemEntries(Path).Any()))
            throw new UsageException($"{option}: expected a new or empty folder, but found files in {Path}. {remedy}");
    }

    /// <summary>In full.</summary>
    public string Path { get; }
}
