using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Repartee.Installer.Tests;

/// <summary>An empty Unity project that is deleted at the end.</summary>
internal sealed class TemporaryProject : IDisposable
{
    public TemporaryProject()
    {
        foreach (string folder in new[] { "Assets", "Packages", "ProjectSettings" })
            Directory.CreateDirectory(At(folder));
        Write("ProjectSettings/ProjectVersion.txt", "m_EditorVersion: 2022.3.12f1\n");
    }

    // A space in the name, as users have them.
    public string Folder { get; } = Directory.CreateTempSubdirectory("installer tests ").FullName;

    public UnityProject Unity => UnityProject.Open(Folder);

    public string At(string path) => Path.Combine(Folder, path);

    public string Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllText(At(path), text);
        return At(path);
    }

    /// <summary>All files but for those in Library, written with '/'.</summary>
    public string[] Files() => Files(Folder).Where(path => !path.StartsWith("Library/", StringComparison.Ordinal)).ToArray();

    /// <summary>All files below a folder, sorted.</summary>
    public static IEnumerable<string> Files(string folder) => Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/')).OrderBy(path => path, StringComparer.Ordinal);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
