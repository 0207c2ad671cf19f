#nullable enable
using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.Linq;
using System.Text.Json;
using NUnit.Framework;
using Repartee.Package.Rules;

namespace Repartee.Package.Tests
{
    public sealed class TarballRulesTests
    {
        [Test]
        public void TheTarballHoldsThePackageAndNothingElse() =>
            Assert.That(TarballRules.Faults(Packed(), Repository.Read()), Is.Empty);

        [Test]
        public void FilesTooManyAndTooFewAreFaults() => Assert.That(
            TarballRules.Faults(
                new[] { "package.json", "Tests/A.cs", "Samples~/A/A.csproj", "Directory.Build.props" },
                PackageFiles.Of(
                    ("package.json", ""), ("Tests/A.cs", ""), ("Samples~/A/A.csproj", ""), ("Runtime/A.cs", ""), ("Runtime/A.csproj", ""),
                    ("Directory.Build.props", ""))),
            Is.EqualTo(new[]
            {
                "Tests/A.cs: expected it to stay out of the tarball, but found it there.",
                "Samples~/A/A.csproj: expected it to stay out of the tarball, but found it there.",
                "Runtime/A.cs: expected it in the tarball, but found it left out.",
                "Runtime/A.csproj: expected it in the tarball, but found it left out.",
            }));

        [Test]
        public void PackedProjectsReferToPackedProjects() =>
            Assert.That(TarballRules.Broken(Packed(), Repository.Read()), Is.Empty);

        [Test]
        public void AReferenceToAProjectLeftOutIsAFault() => Assert.That(
            TarballRules.Broken(
                new[] { "Runtime/A.csproj" },
                PackageFiles.Of((
                    "Runtime/A.csproj", "<Project><ItemGroup><ProjectReference Include=\"../Tests/B.csproj\" /></ItemGroup></Project>"))),
            Is.EqualTo(new[]
            {
                "Runtime/A.csproj: expected references to projects in the tarball, but found Tests/B.csproj, which is left out.",
            }));

        private static IReadOnlyCollection<string> Packed()
        {
            try
            {
                var npm = new ProcessStartInfo(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", "pack --dry-run --json --ignore-scripts")
                {
                    WorkingDirectory = Repository.Root,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                };
                using Process process = Process.Start(npm)!;
                process.ErrorDataReceived += (_, _) => { };
                process.BeginErrorReadLine();
                string output = process.StandardOutput.ReadToEnd();
                process.WaitForExit();
                Assert.That(process.ExitCode, Is.Zero, "npm pack");
                using JsonDocument document = JsonDocument.Parse(output);
                return Entries(document.RootElement).Select(file => file.GetProperty("path").GetString()!).ToArray();
            }
            catch (Win32Exception)
            {
                Assert.Ignore("npm is not installed, so what it would pack is unknown.");
                return Array.Empty<string>();
            }
        }

        /// <summary>Older npm writes an array of packages, newer an object with the package's name as its key.</summary>
        private static IEnumerable<JsonElement> Entries(JsonElement root)
        {
            JsonElement package =
                root.ValueKind == JsonValueKind.Array ? root.EnumerateArray().First() : root.EnumerateObject().First().Value;
            return package.GetProperty("files").EnumerateArray();
        }
    }
}
