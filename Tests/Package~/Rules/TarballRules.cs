#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace Repartee.Package.Rules
{
    /// <summary>
    /// What <c>npm pack</c> puts into the package a studio installs: with the projects of Runtime and the installer, which the studio
    /// builds the trainer from. A fault is a line of text.
    /// </summary>
    public static class TarballRules
    {
        private static readonly Regex Allowed = new Regex(
            @"^(package\.json(\.meta)?|(README|CHANGELOG|LICENSE|Third Party Notices)\.md(\.meta)?|(Runtime|Editor)(\.meta|/.*)"
            + @"|Directory\.(Build\.props|Build\.targets|Packages\.props)(\.meta)?|(Samples|Documentation)~/.*)$");

        /// <summary>Projects that refer to what is not packed: the engine's stubs in Tests, or that no studio builds.</summary>
        private static readonly Regex ForTheRepository =
            new Regex(
                @"^(Samples~/.*|Editor/(Installation/)?Repartee\.Editor(\.Installation)?|Runtime/Unity/Repartee\.Unity)\.csproj(\.meta)?$");

        /// <summary>Projects that are packed and refer to projects that are not.</summary>
        public static IEnumerable<string> Broken(IReadOnlyCollection<string> packed, PackageFiles files) =>
            from path in packed
            where path.EndsWith(".csproj", StringComparison.Ordinal)
            from reference in Project.Read(path, files).ProjectReferences
            where !packed.Contains(reference)
            select $"{path}: expected references to projects in the tarball, but found {reference}, which is left out.";

        /// <summary>Files packed that should not be, and files left out that should be packed.</summary>
        public static IEnumerable<string> Faults(IReadOnlyCollection<string> packed, PackageFiles files)
        {
            string[] expected = files.Paths.Where(path => Allowed.IsMatch(path) && !ForTheRepository.IsMatch(path)).ToArray();
            return packed.Except(expected).Select(path => $"{path}: expected it to stay out of the tarball, but found it there.")
                .Concat(expected.Except(packed).Select(path => $"{path}: expected it in the tarball, but found it left out."));
        }
    }
}
