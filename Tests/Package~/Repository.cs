#nullable enable
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Reflection;

namespace Repartee.Package
{
    /// <summary>The working tree this program was built from: the files git has or would take.</summary>
    public static class Repository
    {
        /// <summary>The package's folder on this machine.</summary>
        public static string Root { get; } = typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == "RepositoryRoot").Value!;

        /// <summary>Its files as they are now.</summary>
        public static PackageFiles Read()
        {
            var git = new ProcessStartInfo("git") { WorkingDirectory = Root, RedirectStandardOutput = true };
            foreach (string argument in new[] { "ls-files", "-z", "--cached", "--others", "--exclude-standard" })
                git.ArgumentList.Add(argument);
            using Process process = Process.Start(git)!;
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
                throw new InvalidOperationException($"Expected git to list the files of {Root}, but it ended with {process.ExitCode}.");
            IEnumerable<string> paths = output.Split('\0', StringSplitOptions.RemoveEmptyEntries).Distinct();
            return PackageFiles.On(Root, paths.Where(path => File.Exists(Path.Combine(Root, path))));
        }
    }
}
