using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace Repartee.Player.Tests.Players
{
    /// <summary>
    /// Compiles the player to native code, apart from the build that runs the tests (its restore would change under it), and keeps what it
    /// makes: a second run compiles only what has changed.
    /// </summary>
    internal static class NativeBuild
    {
        private static readonly TimeSpan Most = TimeSpan.FromMinutes(8);
        private static readonly string Artifacts = Path.Combine(BuildPaths.Root, ".artifacts", "player");

        /// <param name="instructionSet">As <c>IlcInstructionSet</c> names it; empty for the default.</param>
        /// <returns>The program.</returns>
        /// <exception cref="InvalidOperationException">It did not compile, or with a warning of trimming or of ahead-of-time
        /// compilation.</exception>
        public static string Make(string instructionSet)
        {
            string name = instructionSet.Length > 0 ? instructionSet : "default";
            string output = Path.Combine(Artifacts, name);
            ConsoleRun build = ConsoleRun.Of("dotnet", Arguments(instructionSet, output, Path.Combine(Artifacts, "native", name)), Most);
            string[] warnings = Warnings(build.Output).ToArray();
            if (build.ExitCode != 0 || warnings.Length > 0)
                throw new InvalidOperationException(
                    $"Expected the player to become native ({name}) without warnings, but the build ended with {build.ExitCode} and " +
                    $"{warnings.Length} of them. It printed: {build.Output}");
            return Path.Combine(output, "Repartee.Player");
        }

        /// <summary>Lines that warn of trimming (IL2xxx) or ahead-of-time compilation (IL3xxx).</summary>
        public static IEnumerable<string> Warnings(string output) =>
            output.Split('\n').Where(line => Regex.IsMatch(line, @"\b(warning|error) IL[23]\d{3}\b"));

        private static IEnumerable<string> Arguments(string instructionSet, string output, string intermediate)
        {
            string[] common =
            {
                "publish", Path.Combine(BuildPaths.Root, "Tests", "Player~", "Program", "Repartee.Player.csproj"),
                "--framework", "net10.0", "--runtime", "linux-x64", "--configuration", "Release", "--output", output,
                "--verbosity", "quiet", "-nologo", "-p:PlayerIsNative=true", $"-p:ArtifactsPath={Artifacts}",
                // Both apart from other instruction sets: the linker skips its work where a newer program lies already.
                $"-p:NativeIntermediateOutputPath={intermediate}/obj/", $"-p:NativeOutputPath={intermediate}/bin/",
                "-p:DebugType=none", "-p:GenerateDocumentationFile=false",
                // Nothing of it may live on and keep the output open.
                "-nodeReuse:false", "-p:UseSharedCompilation=false",
            };
            return instructionSet.Length > 0 ? common.Append($"-p:IlcInstructionSet={instructionSet}") : common;
        }
    }
}
