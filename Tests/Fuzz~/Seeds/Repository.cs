using System.IO;
using System.Linq;
using System.Reflection;

namespace Repartee.Fuzz.Tests.Seeds;

/// <summary>Sound files of the repository.</summary>
internal static class Repository
{
    private static readonly string Root = typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .First(fact => fact.Key == "RepositoryRoot").Value!;

    /// <summary>The files of that name of tokenizer fixtures.</summary>
    internal static byte[][] Tokenizers(string file, params string[] kinds) =>
        [.. kinds.Select(kind => File.ReadAllBytes(Path.Combine(Root, "Tests", "Fixtures~", "tokenizers", kind, file)))];
}
