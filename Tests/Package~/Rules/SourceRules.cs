#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace Repartee.Package.Rules
{
    /// <summary>What Unity's compiler and this package ask of sources in Runtime and Editor. A fault is a line of text.</summary>
    public static class SourceRules
    {
        private static readonly Regex CommentsAndTexts = new Regex(
            @"//[^\n]*|/\*.*?\*/|\$?@\$?""(?:""""|[^""])*""|""(?:\\.|[^""\\\n])*""|'(?:\\.|[^'\\\n])+'", RegexOptions.Singleline);

        /// <summary>Sources without <c>#nullable enable</c> as their first line; a project's setting does not reach Unity.</summary>
        public static IEnumerable<string> Nullable(PackageFiles files) =>
            from path in Sources(files)
            where !files.Text(path).StartsWith("#nullable enable\n", StringComparison.Ordinal)
            select $"{path}: expected #nullable enable as its first line.";

        /// <summary>Syntax newer than C# 9.</summary>
        public static IEnumerable<string> Syntax(PackageFiles files) =>
            from path in Sources(files)
            from Match match in Regex.Matches(
                Code(files, path), @"^\s*(?:namespace\s+[\w.]+\s*;|global\s+using\b.*|(?:\w+ )*record struct\b.*)", RegexOptions.Multiline)
            select $"{path}: expected C# 9, but found \"{match.Value.Trim()}\".";

        /// <summary>Engine types where there is no engine.</summary>
        public static IEnumerable<string> EngineFree(PackageFiles files) =>
            from path in Sources(files)
            where AssemblyRules.IsEngineFree(path) && Regex.IsMatch(Code(files, path), @"\bUnity(Engine|Editor)\b")
            select $"{path}: expected no engine type outside Editor and Runtime/Unity, but found one.";

        /// <summary>The code of a source: comments and texts are blank.</summary>
        public static string Code(PackageFiles files, string path) => CommentsAndTexts.Replace(files.Text(path), " ");

        private static IEnumerable<string> Sources(PackageFiles files) => files.Sources("Runtime").Concat(files.Sources("Editor"));
    }
}
