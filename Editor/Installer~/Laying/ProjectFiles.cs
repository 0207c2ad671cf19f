using System;
using System.IO;
using System.Security.Cryptography;

namespace Repartee.Installer.Laying;

/// <summary>Writes files into a project so that none is ever seen in part.</summary>
internal static class ProjectFiles
{
    /// <summary>The end of names that are not done yet; Unity passes over them.</summary>
    public const string Unfinished = ".repartee.tmp";

    /// <summary>Writes a file under another name, then renames it.</summary>
    public static void Write(UnityProject unity, LaidFile file)
    {
        string path = unity.At(file.Path);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using (Stream source = file.Open())
        using (FileStream target = File.Create(path + Unfinished))
        {
            source.CopyTo(target);
            target.Flush(flushToDisk: true);
        }

        File.Move(path + Unfinished, path, overwrite: true);
    }

    /// <summary>The SHA-256 of contents, 64 lower-case digits.</summary>
    public static string Hash(Stream contents) => Convert.ToHexString(SHA256.HashData(contents)).ToLowerInvariant();

    /// <summary>The SHA-256 of a file.</summary>
    public static string Hash(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Hash(file);
    }

    /// <summary>Removes what an interrupted installation left.</summary>
    public static void DeleteUnfinished(string folder)
    {
        if (Directory.Exists(folder))
            foreach (string path in Directory.GetFiles(folder, "*" + Unfinished, SearchOption.AllDirectories))
                File.Delete(path);
    }
}
