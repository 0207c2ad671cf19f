using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Repartee.Player.Tests.Players;

namespace Repartee.Mono.Tests
{
    /// <summary>What .NET passes, Mono passes: the tests of the libraries, run once by Mono, and a test here for each class of them.</summary>
    public sealed class SameTestsTests
    {
        private static readonly TimeSpan Most = TimeSpan.FromMinutes(5);
        private CaseOutcome[] _outcomes = [];
        private string _printed = "";

        private static IEnumerable<TestCaseData> Classes => Suites.Classes
            .Select(tests => new TestCaseData(tests.Name).SetArgDisplayNames(tests.Name));

        [OneTimeSetUp]
        public void Run()
        {
            Toolchain.RequireMono();
            string program = MonoProgram.Program, results = Path.ChangeExtension(program, "xml");
            ConsoleRun run = ConsoleRun.Of("mono", ["--debug", program, results], Most);
            _printed = run.Output;
            Assert.That(File.Exists(results), Is.True, $"Expected results, but Mono ended with {run.ExitCode}. It printed: {_printed}");
            _outcomes = CaseOutcome.Read(results).ToArray();
            TestContext.Progress.WriteLine("On Mono: " + _printed.TrimEnd().Split('\n').Last());
        }

        [TestCaseSource(nameof(Classes))]
        public void OnMono(string name)
        {
            if (NotForMono.Reasons.TryGetValue(name, out string? reason))
                Assert.Ignore(reason);
            TestClass expected = Suites.Classes.Single(tests => tests.Name == name);
            ILookup<string, CaseOutcome> found = _outcomes.Where(outcome => outcome.Class == name).ToLookup(outcome => outcome.Method);
            Assert.Multiple(() =>
            {
                foreach ((string method, int cases) in expected.Cases)
                {
                    if (NotForMono.Reasons.ContainsKey($"{name}.{method}"))
                        continue;
                    Assert.That(found[method].Count(), Is.EqualTo(cases), $"{method}: as many cases as on .NET");
                    foreach (CaseOutcome outcome in found[method].Where(outcome => outcome.Result != "Passed"))
                        if (outcome.Result != "Skipped" || !NotForMono.MayBeSkipped(outcome.Message))
                            Assert.Fail($"{outcome.Name}: {outcome.Result}. {outcome.Message}");
                }
            });
        }

        [Test]
        public void OverAThousandCasesPass() =>
            Assert.That(_outcomes.Count(outcome => outcome.Result == "Passed"), Is.GreaterThan(1000), _printed);

        [Test]
        public void WhatIsLeftOutIsThereOnDotNet()
        {
            string[] names = Suites.Classes.SelectMany(tests => tests.Cases.Keys.Select(method => $"{tests.Name}.{method}").Append(tests.Name))
                .ToArray();
            Assert.That(NotForMono.Reasons.Keys, Is.SubsetOf(names));
            Assert.That(NotForMono.Reasons.Values, Has.All.Length.GreaterThan(20));
        }
    }
}
