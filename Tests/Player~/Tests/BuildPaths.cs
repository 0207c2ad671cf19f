using System.IO;
using System.Linq;
using System.Reflection;

namespace Repartee.Player.Tests
{
    /// <summary>Where this build's things lie.</summary>
    internal static class BuildPaths
    {
        public static string Root => Value("RepositoryRoot");

        /// <summary>The player and all it needs, as netstandard2.1: what Mono and Unity run.</summary>
        public static string ForNetStandard => Value("PlayerForNetStandard");

        /// <summary>The player and all it needs beside .NET itself, with the net8.0 builds of the libraries.</summary>
        public static string ForNet => Value("PlayerForNet");

        public static string TavernActor => Path.Combine(Root, "Samples~", "Tavern", "Actor");

        public static string TavernDialogues => Path.Combine(Root, "Samples~", "Tavern", "Data", "tavern.jsonl");

        private static string Value(string key) => typeof(BuildPaths).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == key).Value!;
    }
}
