using System;
using System.ComponentModel;
using System.Diagnostics;
using System.Formats.Tar;
using System.IO;
using System.IO.Compression;
using System.Linq;
using NUnit.Framework;

namespace Repartee.Installer.Tests;

/// <summary>The package as a studio gets it: what <c>npm pack</c> packs, unpacked.</summary>
internal static class PackedPackage
{
    /// <summary>Unpacks it into a folder that is made for it.</summary>
    public static void Unpack(string folder)
    {
        string work = Directory.CreateTempSubdirectory("installer-tests-pack-").FullName;
        try
        {
            Pack(work);
            using (FileStream file = File.OpenRead(Directory.GetFiles(work, "*.tgz").Single()))
            using (var gzip = new GZipStream(file, CompressionMode.Decompress))
                TarFile.ExtractToDirectory(gzip, work, overwriteFiles: false);
            Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
            // Every npm tarball has its files in a folder of this name.
            Copy(Path.Combine(work, "package"), folder);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static void Pack(string destination)
    {
        var start = new ProcessStartInfo(OperatingSystem.IsWindows() ? "npm.cmd" : "npm")
        {
            WorkingDirectory = Installation.PackageRoot,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string word in new[] { "pack", "--silent", "--ignore-scripts", "--pack-destination", destination })
            start.ArgumentList.Add(word);
        try
        {
            using Process npm = Process.Start(start)!;
            npm.ErrorDataReceived += (_, _) => { };
            npm.BeginErrorReadLine();
            npm.StandardOutput.ReadToEnd();
            npm.WaitForExit();
            Assert.That(npm.ExitCode, Is.Zero, "npm pack");
        }
        catch (Win32Exception)
        {
            Assert.Ignore("npm is not installed, so what it would pack is unknown.");
        }
    }

    private static void Copy(string from, string to)
    {
        foreach (string path in TemporaryProject.Files(from))
        {
            string target = Path.Combine(to, path);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(Path.Combine(from, path), target);
        }
    }
}
