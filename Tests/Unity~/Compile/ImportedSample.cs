using System;
using System.Linq;
using Repartee.Package;

namespace Repartee.Unity.Compile;

/// <summary>The package in a project that has imported the sample for Unity, whose folder is visible there.</summary>
internal static class ImportedSample
{
    internal const string Name = "Repartee.Samples.TavernUnity";

    private const string Hidden = "Samples~/TavernUnity/";
    private const string Imported = "Assets/Samples/Repartee/Tavern (Unity)/";

    internal static PackageFiles Read() => With(Repository.Read());

    /// <summary>What a compiler asks of a package, and more.</summary>
    internal static PackageFiles With(PackageFiles files, params (string Path, string Text)[] more) => PackageFiles.Of(
    [
        .. files.Paths.Where(IsSource).Select(path => (path.Replace(Hidden, Imported, StringComparison.Ordinal), files.Text(path))),
        .. more,
    ]);

    private static bool IsSource(string path) =>
        path.EndsWith(".cs", StringComparison.Ordinal) || path.EndsWith(".asmdef", StringComparison.Ordinal);
}
