using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Repartee.Editor.Installation;

namespace Repartee.Installer.Laying;

/// <summary>
/// Puts files into a project and takes them out again. The record is written before the first file and after the last, so that one
/// that was interrupted can be repeated or taken back.
/// </summary>
internal sealed class Layer(UnityProject unity, Action<string> line)
{
    /// <summary>Lays files, and removes those of the installation before that are no longer among them.</summary>
    public void Lay(IReadOnlyList<LaidFile> files, InstallRecord record)
    {
        InstallRecord before = InstallRecord.Read(unity);
        RecordedFile[] laid = files.Select(file =>
        {
            using Stream contents = file.Open();
            return new RecordedFile(file.Path, ProjectFiles.Hash(contents));
        }).ToArray();
        (record with { Files = [.. before.Files.Union(laid)] }).Write(unity);
        foreach (string name in new[] { InstallLayout.Dependencies, InstallLayout.InProcess })
            ProjectFiles.DeleteUnfinished(unity.At("Packages/" + name));

        HashSet<string> paths = laid.Select(file => file.Path).ToHashSet();
        HashSet<string> kept = Remove(before.Files.Where(file => !paths.Contains(file.Path)).ToArray());
        for (int i = 0; i < files.Count; i++)
            Lay(files[i], laid[i], before);
        (record with { Files = [.. laid, .. before.Files.Where(file => kept.Contains(file.Path))] }).Write(unity);
    }

    /// <summary>Removes everything that was laid, but for files that were changed since.</summary>
    /// <returns>The files that were kept.</returns>
    public IReadOnlyCollection<string> Unlay()
    {
        InstallRecord record = InstallRecord.Read(unity);
        HashSet<string> kept = Remove(record.Files);
        if (kept.Count == 0)
            File.Delete(unity.At(InstallLayout.Record));
        else
            (record with { Files = [.. record.Files.Where(file => kept.Contains(file.Path))] }).Write(unity);
        DeleteIfEmpty(unity.At("ProjectSettings/Packages/" + InstallLayout.Package));
        return kept;
    }

    private void Lay(LaidFile file, RecordedFile laid, InstallRecord before)
    {
        string path = unity.At(file.Path);
        if (File.Exists(path))
        {
            string found = ProjectFiles.Hash(path);
            if (found == laid.Sha256)
                return;
            bool isKnown = before.Files.Contains(new RecordedFile(file.Path, found));
            if (!isKnown && !IsMeta(file.Path))
                line($"Replaced {file.Path}, which was not as an installation had laid it.");
        }

        ProjectFiles.Write(unity, file);
    }

    /// <summary>Removes files. A .meta goes with its file: Unity rewrites it as it likes, and alone it would be in the way.</summary>
    private HashSet<string> Remove(IReadOnlyList<RecordedFile> files)
    {
        ILookup<string, string> hashes = files.ToLookup(file => file.Path, file => file.Sha256);
        var kept = new HashSet<string>();
        // Manifests first: without one the folder is no package any more, and the assemblies that ask for it rest.
        foreach (string path in hashes.Select(group => group.Key).Where(path => !IsMeta(path)).OrderByDescending(IsManifest))
            if (!Delete(path, hashes[path]))
                kept.Add(path);
        foreach (string meta in hashes.Select(group => group.Key).Where(IsMeta).OrderByDescending(path => path.Length))
        {
            string asset = unity.At(meta[..^".meta".Length]);
            DeleteIfEmpty(asset);
            if (Path.Exists(asset))
                kept.Add(meta);
            else if (File.Exists(unity.At(meta)))
                File.Delete(unity.At(meta));
        }

        foreach (string name in new[] { InstallLayout.Dependencies, InstallLayout.InProcess })
            DeleteIfEmpty(unity.At("Packages/" + name));
        return kept;
    }

    private bool Delete(string path, IEnumerable<string> hashes)
    {
        string full = unity.At(path);
        if (!File.Exists(full))
            return true;
        if (!hashes.Contains(ProjectFiles.Hash(full)))
        {
            line($"Kept {path}, which was changed since it was laid. Delete it by hand if it is not wanted.");
            return false;
        }

        try
        {
            File.Delete(full);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InstallationException(
                $"Expected to delete {path}, but the system said: {error.Message} Close Unity, and run this again.", error);
        }
    }

    private static void DeleteIfEmpty(string folder)
    {
        if (Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
            Directory.Delete(folder);
    }

    private static bool IsMeta(string path) => path.EndsWith(".meta", StringComparison.Ordinal);

    private static bool IsManifest(string path) => path.EndsWith("/package.json", StringComparison.Ordinal);
}
