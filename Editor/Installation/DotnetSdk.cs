#nullable enable
using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Repartee.Editor.Installation
{
    /// <summary>
    /// Finds the .NET SDK. An editor started from a dock or a hub often has a shorter PATH than a terminal, so the folders that
    /// Microsoft's installers and package managers use are looked through as well.
    /// </summary>
    public static class DotnetSdk
    {
        /// <summary>The oldest major version that builds the installer and the trainer.</summary>
        public const int OldestMajor = 8;

        private const string Remedy = "Install the .NET SDK 8 or newer from https://dotnet.microsoft.com/download, "
            + "or let the environment variable DOTNET_ROOT name its folder, and start the editor again.";

        /// <summary>The path of a <c>dotnet</c> program with a new enough SDK. Starts each candidate once, for some 50 ms.</summary>
        /// <returns>A full path.</returns>
        /// <exception cref="InstallationException">There is none.</exception>
        public static string Find() => Find(Candidates(Environment.GetEnvironmentVariable), ListSdks);

        /// <summary>The first candidate with a new enough SDK.</summary>
        /// <param name="candidates">Full paths of <c>dotnet</c> programs, best first; they need not exist.</param>
        /// <param name="listSdks">What <c>dotnet --list-sdks</c> writes, "" if it cannot be started.</param>
        /// <returns>One of the candidates.</returns>
        /// <exception cref="InstallationException">There is none.</exception>
        public static string Find(IEnumerable<string> candidates, Func<string, string> listSdks)
        {
            var found = new List<string>();
            foreach (string candidate in candidates.Distinct().Where(File.Exists))
            {
                int newest = Majors(listSdks(candidate)).DefaultIfEmpty(0).Max();
                if (newest >= OldestMajor)
                    return candidate;
                found.Add(candidate + (newest == 0 ? " without an SDK" : $" with the SDK {newest}"));
            }

            throw new InstallationException(
                $"Expected the .NET SDK {OldestMajor} or newer, but found {(found.Count == 0 ? "none" : string.Join(", ", found))}. {Remedy}");
        }

        /// <summary>Where <c>dotnet</c> may be: DOTNET_ROOT, the PATH, then the usual folders.</summary>
        /// <param name="variable">An environment variable by its name, null if it is not set.</param>
        /// <returns>Full paths.</returns>
        public static IEnumerable<string> Candidates(Func<string, string?> variable)
        {
            bool windows = Path.DirectorySeparatorChar == '\\';
            string program = windows ? "dotnet.exe" : "dotnet";
            IEnumerable<string> path = (variable("PATH") ?? "").Split(Path.PathSeparator);
            string? home = variable(windows ? "USERPROFILE" : "HOME");
            IEnumerable<string?> usual = windows
                ? new[] { Below(variable("ProgramFiles"), "dotnet"), Below(home, ".dotnet"), Below(variable("LOCALAPPDATA"), "Microsoft/dotnet") }
                : new[]
                {
                    "/usr/share/dotnet", "/usr/lib/dotnet", "/usr/lib64/dotnet", "/usr/local/share/dotnet", "/opt/homebrew/bin",
                    "/usr/local/bin", "/snap/dotnet-sdk/current", Below(home, ".dotnet"),
                };
            return new[] { variable("DOTNET_ROOT") }.Concat(path).Concat(usual)
                .Where(folder => !string.IsNullOrWhiteSpace(folder)).Select(folder => folder!.Trim().Trim('"'))
                .Where(Path.IsPathRooted).Select(folder => Path.Combine(folder, program));
        }

        private static string? Below(string? folder, string name) => string.IsNullOrEmpty(folder) ? null : Path.Combine(folder!, name);

        // A line: 8.0.404 [/usr/share/dotnet/sdk]
        private static IEnumerable<int> Majors(string lines)
        {
            foreach (string line in lines.Split('\n'))
                if (int.TryParse(line.Trim().Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out int major))
                    yield return major;
        }

        private static string ListSdks(string dotnet)
        {
            var lines = new List<string>();
            try
            {
                return DotnetProcess.Run(dotnet, "--list-sdks", Path.GetTempPath(), lines.Add, default) == 0 ? string.Join("\n", lines) : "";
            }
            catch (InstallationException)
            {
                return "";
            }
        }
    }
}
