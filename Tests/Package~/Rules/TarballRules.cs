#nullable enable
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace Repartee.Package.Rules
{
    /// <summary>What <c>npm pack</c> puts into the package a studio installs. A fault is a line of text.</summary>
    public static class TarballRules
    {
        private static readonly Regex Allowed = new Regex(
            @"^(package\.json(\.meta)?|(README|CHANGELOG|LICENSE|Third Party Notices)\.md(\.meta)?|(Runtime|Editor)(\.meta|/.*)"
            + @"|(Samples|Documentation)~/.*)$");

        private static readonly Regex ForTheSdk = new Regex(@"\.csproj(\.meta)?$");

        /// <summary>Files packed that should not be, and files left out that should be packed.</summary>
        public static IEnumerable<string> Faults(IReadOnlyCollection<string> packed, PackageFiles files)
        {
            string[] expected = files.Paths.Where(path => Allowed.IsMatch(path) && !ForTheSdk.IsMatch(path)).ToArray();
            return packed.Except(expected).Select(path => $"{path}: expected it to stay out of the tarball, but found it there.")
                .Concat(expected.Except(packed).Select(path => $"{path}: expected it in the tarball, but found it left out."));
        }
    }
}
