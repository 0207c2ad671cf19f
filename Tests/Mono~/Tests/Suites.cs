using System.Collections.Generic;
using System.Linq;
using System.Reflection;

namespace Repartee.Mono.Tests
{
    /// <summary>What runs on Mono.</summary>
    internal static class Suites
    {
        // A line each; the two projects name them too.
        private static readonly Assembly[] Assemblies =
        {
            Assembly.Load("Repartee.Tests"),
            Assembly.Load("Repartee.Frozen.Tests"),
            Assembly.Load("Repartee.Sessions.Tests"),
        };

        public static IReadOnlyList<TestClass> Classes { get; } = Assemblies.SelectMany(TestClass.In).ToArray();
    }
}
