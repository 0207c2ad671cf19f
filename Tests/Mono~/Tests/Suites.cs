using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;

namespace Repartee.Mono.Tests
{
    /// <summary>What runs on Mono: the suites that this project refers to, so that a further one is a line in each of the two projects.</summary>
    internal static class Suites
    {
        public static IReadOnlyList<TestClass> Classes { get; } = Directory.GetFiles(AppContext.BaseDirectory, "Repartee*.Tests.dll")
            .Select(path => Path.GetFileNameWithoutExtension(path)).Where(name => name != "Repartee.Mono.Tests")
            .SelectMany(name => TestClass.In(Assembly.Load(name))).ToArray();
    }
}
