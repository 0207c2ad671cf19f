#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace Repartee.Package.Rules
{
    /// <summary>An .asmdef: which sources Unity compiles into one assembly, and what they may see.</summary>
    public sealed class AssemblyDefinition
    {
        private readonly JsonElement json;

        private AssemblyDefinition(string path, JsonElement json)
        {
            Path = path;
            this.json = json;
        }

        /// <summary>The file, from the root of the package.</summary>
        public string Path { get; }

        /// <summary>The folder whose scripts are its own, but for folders below with an .asmdef.</summary>
        public string Folder => PackageFiles.FolderOf(Path);

        /// <summary>The name of the assembly.</summary>
        public string Name => json.TryGetProperty("name", out JsonElement name) ? name.ToString() : "";

        /// <summary>The assemblies it refers to by name.</summary>
        public IReadOnlyList<string> References => Strings("references");

        /// <summary>Those of them that are Unity's own.</summary>
        public IEnumerable<string> EngineReferences => References.Where(IsEngine);

        /// <summary>Those of them that are this package's.</summary>
        public IEnumerable<string> OwnReferences => References.Where(name => !IsEngine(name));

        /// <summary>File names of the libraries it sees, if <see cref="OverridesReferences"/>.</summary>
        public IReadOnlyList<string> PrecompiledReferences => Strings("precompiledReferences");

        /// <summary>The only platforms it is for.</summary>
        public IReadOnlyList<string> IncludePlatforms => Strings("includePlatforms");

        /// <summary>The platforms it is not for.</summary>
        public IReadOnlyList<string> ExcludePlatforms => Strings("excludePlatforms");

        /// <summary>Symbols without which it is not compiled.</summary>
        public IReadOnlyList<string> DefineConstraints => Strings("defineConstraints");

        /// <summary>Symbols it gets where a package is there, written "package: symbol".</summary>
        public IEnumerable<string> VersionDefines => json.TryGetProperty("versionDefines", out JsonElement defines)
            ? defines.EnumerateArray().Select(define => $"{define.GetProperty("name")}: {define.GetProperty("define")}").ToArray()
            : Array.Empty<string>();

        /// <summary>Does it see only the libraries it names?</summary>
        public bool OverridesReferences => Flag("overrideReferences", false);

        /// <summary>Do a game's own scripts see it unasked?</summary>
        public bool AutoReferenced => Flag("autoReferenced", true);

        /// <summary>May its sources have unsafe code?</summary>
        public bool AllowsUnsafeCode => Flag("allowUnsafeCode", false);

        /// <summary>Is it compiled without UnityEngine?</summary>
        public bool NoEngineReferences => Flag("noEngineReferences", false);

        /// <summary>All of a package that Unity imports, sorted by path.</summary>
        /// <exception cref="FormatException">One is no JSON.</exception>
        public static IReadOnlyList<AssemblyDefinition> All(PackageFiles files) => files.Paths
            .Where(path => path.EndsWith(".asmdef", StringComparison.Ordinal) && !PackageFiles.IsHidden(path))
            .Select(path => Read(path, files.Text(path))).ToArray();

        private static AssemblyDefinition Read(string path, string text)
        {
            try
            {
                using JsonDocument document = JsonDocument.Parse(text);
                return new AssemblyDefinition(path, document.RootElement.Clone());
            }
            catch (JsonException problem)
            {
                throw new FormatException($"{path}: expected JSON, but found {problem.Message}", problem);
            }
        }

        private static bool IsEngine(string name) =>
            new[] { "Unity.", "UnityEngine.", "UnityEditor." }.Any(start => name.StartsWith(start, StringComparison.Ordinal));

        private string[] Strings(string key) => json.TryGetProperty(key, out JsonElement value)
            ? value.EnumerateArray().Select(element => element.ToString()).ToArray()
            : Array.Empty<string>();

        private bool Flag(string key, bool otherwise) => json.TryGetProperty(key, out JsonElement value) ? value.GetBoolean() : otherwise;
    }
}
