#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace Repartee.Package.Rules
{
    /// <summary>What every file of the repository keeps to. A fault is a line of text.</summary>
    public static class FileRules
    {
        /// <summary>No file is as large as this, in bytes.</summary>
        public const int SizeLimit = 50 << 20;

        private static readonly Regex MachinePath =
            new Regex(@"(?<![\w.~-])/(home|root|work|tmp|Users)/\w|\b[A-Z]:\\Users\\", RegexOptions.Compiled);

        /// <summary>The results of a build, which Unity would import or compile.</summary>
        public static IEnumerable<string> BuildOutput(PackageFiles files) =>
            from path in files.Paths
            where Regex.IsMatch(path, @"(^|/)(bin|obj)/|\.(user|suo)$")
            select $"{path}: expected no output of a build, but found it. Builds write to .artifacts.";

        /// <summary>Files that a plain clone should not carry.</summary>
        public static IEnumerable<string> Sizes(PackageFiles files) =>
            from path in files.Paths
            where files.Bytes(path).Length >= SizeLimit
            select $"{path}: expected less than {SizeLimit} bytes, but found {files.Bytes(path).Length}.";

        /// <summary>Texts with carriage returns.</summary>
        public static IEnumerable<string> LineEndings(PackageFiles files) =>
            from path in files.Paths
            where files.IsText(path) && files.Bytes(path).Contains((byte)'\r')
            select $"{path}: expected lines that end with LF, but found a carriage return.";

        /// <summary>Texts that name a folder of somebody's machine.</summary>
        public static IEnumerable<string> MachinePaths(PackageFiles files) =>
            from path in files.Paths
            where files.IsText(path)
            let match = MachinePath.Match(files.Text(path))
            where match.Success
            select $"{path}: expected no path of one machine, but found \"{match.Value}\".";
    }
}
