#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace Repartee.Package.Rules
{
    /// <summary>Documents name files as they are. A fault is a line of text.</summary>
    public static class DocumentationRules
    {
        private static readonly Regex NamedPath = new Regex(@"`((?:Runtime|Editor|Tests|Samples~|Documentation~|\.ci)/[^`\s:]*)[^`]*`");

        /// <summary>Paths in backticks that don't exist; <c>*</c> stands for any name.</summary>
        public static IEnumerable<string> Paths(PackageFiles files) =>
            from document in files.Paths
            where Regex.IsMatch(document, @"^(Documentation~/.*|README)\.md$")
            from path in NamedPath.Matches(files.Text(document)).Select(match => match.Groups[1].Value.TrimEnd('/')).Distinct()
            let pattern = "^" + Regex.Escape(path).Replace(@"\*", "[^/]*", StringComparison.Ordinal) + "$"
            where !files.Paths.Concat(files.Folders).Any(existing => Regex.IsMatch(existing, pattern))
            select $"{document}: expected \"{path}\" to exist, but found nothing there.";
    }
}
