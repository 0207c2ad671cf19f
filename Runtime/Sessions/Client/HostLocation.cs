#nullable enable
using System;
using System.IO;
using System.Linq;

namespace Repartee.Sessions.Client
{
    /// <summary>Where the trainer's program lies.</summary>
    internal static class HostLocation
    {
        internal const string Variable = "REPARTEE_TRAINER_HOST";
        internal const string FileName = "Repartee.TrainerHost.dll";

        /// <param name="named">What the caller named: the program, or its folder; null to look in the usual places.</param>
        /// <returns>Full path of a file.</returns>
        /// <exception cref="TrainerProcessException">It is not there.</exception>
        internal static string Find(string? named) => Find(named, Environment.GetEnvironmentVariable(Variable), AppContext.BaseDirectory);

        internal static string Find(string? named, string? variable, string program)
        {
            string? wanted = !string.IsNullOrEmpty(named) ? named : variable;
            string[] files = string.IsNullOrEmpty(wanted)
                ? new[] { Path.Combine(program, "TrainerHost", FileName), Path.Combine(program, FileName) }
                : new[] { Directory.Exists(wanted) ? Path.Combine(wanted, FileName) : wanted! };
            return files.Where(File.Exists).Select(Path.GetFullPath).FirstOrDefault() ?? throw new TrainerProcessException(
                $"Expected the trainer's program at {string.Join(" or ", files)}, but found no such file. In Unity, install it by the menu " +
                "Tools > Repartee > Install; elsewhere publish Runtime/TrainerHost~ and name its folder by " +
                $"TrainerProcessOptions.HostPath or {Variable}.");
        }
    }
}
