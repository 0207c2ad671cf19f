#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Repartee.Package.Rules
{
    /// <summary>What the Unity Package Manager asks of package.json. A fault is a line of text.</summary>
    public static class ManifestRules
    {
        private const string Version = @"\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?";

        private static readonly string[] Required =
        {
            "name", "version", "displayName", "description", "unity", "unityRelease", "documentationUrl", "changelogUrl", "licensesUrl",
            "author", "keywords", "license", "dependencies", "samples",
        };

        private static readonly string[] Optional = { "repository", "homepage", "bugs", "files", "type", "hideInEditor" };

        /// <summary>Keys that are missing, and keys that neither the Package Manager nor npm reads.</summary>
        public static IEnumerable<string> Keys(PackageFiles files)
        {
            string[] keys = Read(files).EnumerateObject().Select(property => property.Name).ToArray();
            return Required.Except(keys).Select(key => $"package.json: expected the key \"{key}\", but found none.")
                .Concat(keys.Except(Required).Except(Optional).Select(key => $"package.json: nobody reads the key \"{key}\"."));
        }

        /// <summary>A byte order mark, which the Package Manager refuses.</summary>
        public static IEnumerable<string> ByteOrderMark(PackageFiles files)
        {
            if (files.Bytes("package.json").Take(3).SequenceEqual(new byte[] { 0xEF, 0xBB, 0xBF }))
                yield return "package.json: expected no byte order mark.";
        }

        /// <summary>A name that is no reversed domain in small letters, is longer than 50, or has "unity" in it.</summary>
        public static IEnumerable<string> Name(PackageFiles files)
        {
            string name = Text(files, "name");
            if (!Regex.IsMatch(name, @"^[a-z0-9_-]+(\.[a-z0-9_-]+){2,}$") || name.Length > 50
                || name.Contains("unity", StringComparison.Ordinal))
                yield return "package.json: expected a name like com.company.package without \"unity\", at most 50 long, "
                    + $"but found \"{name}\".";
        }

        /// <summary>Versions: semantic, and the same at the top of the change log and in the assemblies.</summary>
        public static IEnumerable<string> Versions(PackageFiles files)
        {
            string version = Text(files, "version");
            if (!Regex.IsMatch(version, $"^{Version}$"))
                yield return $"package.json: expected a version like 1.2.3, but found \"{version}\".";
            string unity = $"{Text(files, "unity")}.{Text(files, "unityRelease")}";
            if (!Regex.IsMatch(unity, @"^\d+\.\d+\.\d+[abf]\d+$"))
                yield return $"package.json: expected unity and unityRelease like 2022.3 and 12f1, but found {unity}.";
            string log = files.HasFile("CHANGELOG.md") ? files.Text("CHANGELOG.md") : "";
            string top = Regex.Match(log, $@"^## \[?({Version})", RegexOptions.Multiline).Groups[1].Value;
            if (top != version)
                yield return $"CHANGELOG.md: expected {version} as the top entry, as in package.json, but found \"{top}\".";
            string props = files.HasFile("Directory.Build.props") ? files.Text("Directory.Build.props") : "";
            string assemblies = Regex.Match(props, "<Version>(.*)</Version>").Groups[1].Value;
            if (assemblies != version)
                yield return $"Directory.Build.props: expected <Version>{version}, as in package.json, but found \"{assemblies}\".";
        }

        /// <summary>Dependencies that are no Unity packages of one exact version: ranges, git addresses, NuGet names.</summary>
        public static IEnumerable<string> Dependencies(PackageFiles files) =>
            from dependency in Read(files).GetProperty("dependencies").EnumerateObject()
            where !Regex.IsMatch(dependency.Value.ToString(), $"^{Version}$")
                || !dependency.Name.StartsWith("com.", StringComparison.Ordinal)
            select $"package.json: expected a Unity package and one exact version, but found {dependency.Name} {dependency.Value}.";

        /// <summary>Samples that are listed without a folder, folders that aren't listed, and keys that are missing.</summary>
        public static IEnumerable<string> Samples(PackageFiles files)
        {
            JsonElement[] samples = Read(files).GetProperty("samples").EnumerateArray().ToArray();
            foreach (JsonElement sample in samples)
                foreach (string key in new[] { "displayName", "description", "path" })
                    if (!sample.TryGetProperty(key, out JsonElement value) || value.GetString() is null or "")
                        yield return $"package.json: expected \"{key}\" in each sample, but found {sample.GetRawText()}.";
            string[] listed = samples
                .Select(sample => sample.TryGetProperty("path", out JsonElement path) ? path.GetString()! : "").ToArray();
            string[] present = files.Folders.Where(folder => Regex.IsMatch(folder, "^Samples~/[^/]+$")).ToArray();
            foreach (string path in listed.Except(present))
                yield return $"package.json: expected a folder at the sample path \"{path}\", but found none.";
            foreach (string path in present.Except(listed))
                yield return $"{path}: expected it under \"samples\" of package.json, but found nothing.";
        }

        private static JsonElement Read(PackageFiles files)
        {
            using JsonDocument manifest = JsonDocument.Parse(files.Text("package.json"));
            return manifest.RootElement.Clone();
        }

        private static string Text(PackageFiles files, string key) =>
            Read(files).TryGetProperty(key, out JsonElement value) ? value.ToString() : "";
    }
}
