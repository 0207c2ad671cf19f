using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Repartee.Editor.Installation;

namespace Repartee.Installer;

/// <summary>A Unity project's folder.</summary>
internal sealed class UnityProject
{
    private UnityProject(string folder) => Folder = folder;

    public string Folder { get; }

    public string BuildFolder => InstallLayout.BuildFolder(Folder);

    public string TrainerHostFolder => InstallLayout.TrainerHostFolder(Folder);

    /// <exception cref="InstallationException">It is none.</exception>
    public static UnityProject Open(string folder)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        string[] missing = new[] { "Assets", "Packages", "ProjectSettings/ProjectVersion.txt" }
            .Where(name => !Path.Exists(Path.Combine(full, name))).ToArray();
        if (missing.Length > 0)
            throw new InstallationException(
                $"Expected a Unity project with Assets, Packages and ProjectSettings/ProjectVersion.txt in {full}, but found no "
                + $"{string.Join(" and no ", missing)}. Name the project's folder with --project, and open the project in Unity once.");
        return new UnityProject(full);
    }

    /// <summary>A path below the project's folder, written with '/'.</summary>
    public string At(string path) => Path.Combine(Folder, path);

    /// <summary>The same, seen from the project's folder.</summary>
    public string Relative(string path) => Path.GetRelativePath(Folder, path).Replace('\\', '/');

    /// <summary>The libraries that Unity imports, but for those in the embedded packages of these names.</summary>
    public IEnumerable<string> Libraries(params string[] embedded)
    {
        string[] own = embedded.Select(name => $"Packages/{name}/").ToArray();
        return new[] { "Assets", "Packages", "Library/PackageCache" }.Select(At).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.dll", new EnumerationOptions
            {
                RecurseSubdirectories = true,
                MatchCasing = MatchCasing.CaseInsensitive,
            }))
            .Select(Relative).Where(path => !IsHidden(path) && !own.Any(package => path.StartsWith(package, StringComparison.Ordinal)));
    }

    private static bool IsHidden(string path) => path.Split('/').Any(name => name.StartsWith('.') || name.EndsWith('~'));
}
