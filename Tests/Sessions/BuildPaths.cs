#nullable enable
using System.Linq;
using System.Reflection;

namespace Repartee.Sessions.Tests
{
    /// <summary>Where this build's things lie.</summary>
    internal static class BuildPaths
    {
        internal static string Root => Value("RepositoryRoot");

        /// <summary>Folder of the trainer's program.</summary>
        internal static string TrainerHost => Value("TrainerHost");

        private static string Value(string key) => typeof(BuildPaths).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == key).Value!;
    }
}
