#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;

namespace Repartee.Sessions.Client
{
    /// <summary>Where the .NET that runs the trainer lies. A program that was started from a desktop often lacks the shell's PATH, so the
    /// installers' folders are searched too.</summary>
    internal static class DotnetLocation
    {
        private static readonly bool IsWindows = RuntimeInformation.IsOSPlatform(OSPlatform.Windows);

        private static string FileName => IsWindows ? "dotnet.exe" : "dotnet";

        /// <param name="named">What the caller named, or null.</param>
        /// <exception cref="TrainerProcessException">There is none.</exception>
        internal static string Find(string? named)
        {
            if (!string.IsNullOrEmpty(named))
            {
                return File.Exists(named) ? named! : throw new TrainerProcessException(
                    $"Expected .NET at {named} (TrainerProcessOptions.DotnetPath), but found no such file.");
            }

            return Folders().Where(folder => folder.Length > 0).Select(folder => Path.Combine(folder, FileName)).FirstOrDefault(File.Exists)
                ?? throw new TrainerProcessException(
                    "Expected .NET 8 or newer to run the trainer's process, but found none in DOTNET_ROOT, PATH or the usual folders. " +
                    "Install the .NET SDK (dotnet.microsoft.com), or set TrainerProcessOptions.DotnetPath.");
        }

        private static IEnumerable<string> Folders()
        {
            string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            string path = Environment.GetEnvironmentVariable("PATH") ?? "";
            return new[] { Environment.GetEnvironmentVariable("DOTNET_ROOT") ?? "" }
                .Concat(path.Split(Path.PathSeparator))
                .Concat(IsWindows
                    ? new[] { Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "dotnet") }
                    : new[] { "/usr/share/dotnet", "/usr/lib/dotnet", "/usr/local/share/dotnet", "/opt/homebrew/bin" })
                .Append(Path.Combine(home, ".dotnet"));
        }
    }
}
