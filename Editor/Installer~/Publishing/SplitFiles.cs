using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using Repartee.Editor.Installation;

namespace Repartee.Installer.Publishing;

/// <summary>
/// TorchSharp's largest CUDA libraries are over NuGet's limit and come in parts: <c>NAME-primary</c> holds the first part as
/// <c>runtimes/RID/native/FILE</c> with the SHA-256 of the whole in <c>FILE.sha</c>, and <c>NAME-fragmentN</c> holds the others as
/// <c>fragments/RID/native/FILE.fragmentN</c>. Their own build target joins them inside of the package cache. Where it has not run, or
/// was interrupted, a program would start with half a library; so each one is checked, and joined here if need be.
/// </summary>
internal static class SplitFiles
{
    private const int MostFragments = 1000;
    private const int BufferSize = 1 << 20;

    /// <summary>Checks the split libraries among published files, and makes them whole.</summary>
    /// <param name="output">The folder that was published into.</param>
    /// <param name="packages">The packages that the program uses, folders by their identity <c>name/version</c>.</param>
    /// <returns>The names of the files that had to be joined.</returns>
    /// <exception cref="InstallationException">A part is missing, or the whole is not what its hash says.</exception>
    public static IReadOnlyList<string> Join(string output, IReadOnlyDictionary<string, string> packages)
    {
        string[] published = Directory.GetFiles(output, "*", SearchOption.AllDirectories);
        var joined = new List<string>();
        foreach ((string identity, string folder) in packages.OrderBy(package => package.Key, StringComparer.Ordinal))
        {
            string runtimes = Path.Combine(folder, "runtimes");
            if (!identity.Contains("-primary/", StringComparison.OrdinalIgnoreCase) || !Directory.Exists(runtimes))
                continue;
            foreach (string hashFile in Directory.GetFiles(runtimes, "*.sha", SearchOption.AllDirectories))
            {
                string primary = hashFile[..^".sha".Length];
                string expected = File.ReadAllText(hashFile).Trim();
                foreach (string target in published.Where(path => Path.GetFileName(path) == Path.GetFileName(primary)))
                    if (!Hash(target).Equals(expected, StringComparison.OrdinalIgnoreCase))
                    {
                        Join(target, primary, expected, Fragments(identity, folder, primary, packages));
                        joined.Add(Path.GetFileName(target));
                    }
            }
        }

        foreach (string fragment in published.Where(path => Path.GetExtension(path).StartsWith(".fragment", StringComparison.Ordinal)))
            File.Delete(fragment);
        return joined;
    }

    private static List<string> Fragments(
        string identity, string folder, string primary, IReadOnlyDictionary<string, string> packages)
    {
        string inPackage = Path.GetRelativePath(Path.Combine(folder, "runtimes"), primary);
        var fragments = new List<string>();
        for (int number = 1; number < MostFragments; number++)
        {
            string other = identity.Replace("-primary/", $"-fragment{number}/", StringComparison.OrdinalIgnoreCase);
            if (!packages.TryGetValue(other, out string? place))
                break;
            string fragment = Path.Combine(place, "fragments", inPackage + $".fragment{number}");
            if (!File.Exists(fragment))
                throw new InstallationException(
                    $"Expected part {number} of {Path.GetFileName(primary)} at {fragment}, but found none. {Remedy(folder, [place])}");
            fragments.Add(fragment);
        }

        return fragments;
    }

    private static void Join(string target, string primary, string expected, List<string> fragments)
    {
        // A new file, then renamed: the published one may be a hard link to the one in the package cache, which stays as it is.
        string temporary = target + ".tmp";
        try
        {
            using (FileStream whole = File.Create(temporary))
                foreach (string part in fragments.Prepend(primary))
                    using (FileStream source = File.OpenRead(part))
                        source.CopyTo(whole, BufferSize);
            string found = Hash(temporary);
            if (!found.Equals(expected, StringComparison.OrdinalIgnoreCase))
                throw new InstallationException(
                    $"Expected {Path.GetFileName(target)} with the SHA-256 {expected}, but found {found} after joining "
                    + $"{fragments.Count + 1} parts. {Remedy(primary, fragments)}");
            File.Move(temporary, target, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static string Remedy(string primary, IEnumerable<string> others) =>
        $"Delete the packages of {string.Join(", ", others.Prepend(primary))} from NuGet's cache, and run this again.";

    private static string Hash(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Convert.ToHexString(SHA256.HashData(file)).ToLowerInvariant();
    }
}
