using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using NUnit.Framework.Api;
using NUnit.Framework.Interfaces;

namespace Repartee.Mono.Tests
{
    /// <summary>A class of tests as .NET has it.</summary>
    /// <param name="Name">Its full name.</param>
    /// <param name="Cases">How many cases each method has, without those that run only when they are asked for.</param>
    internal sealed record TestClass(string Name, IReadOnlyDictionary<string, int> Cases)
    {
        /// <summary>Those of a suite's assembly.</summary>
        public static IEnumerable<TestClass> In(Assembly suite) =>
            from test in Leaves(new DefaultTestAssemblyBuilder().Build(suite, new Dictionary<string, object>()))
            group test by test.ClassName into tests
            let cases = tests.Where(Runs).GroupBy(test => test.MethodName!).ToDictionary(method => method.Key, method => method.Count())
            select new TestClass(tests.Key, cases);

        private static IEnumerable<ITest> Leaves(ITest test) => test.IsSuite ? test.Tests.SelectMany(Leaves) : new[] { test };

        private static bool Runs(ITest test)
        {
            for (ITest? part = test; part != null; part = part.Parent)
                if (part.RunState == RunState.Explicit)
                    return false;
            return true;
        }
    }
}
