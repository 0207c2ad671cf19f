#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using NUnit.Framework;
using Repartee.Package.Rules;

namespace Repartee.Package.Tests
{
    /// <summary>Every event that Runtime logs has its id, and metrics.md knows them all.</summary>
    public sealed class TrainingEventsTests
    {
        private const string Table = "Runtime/Sessions/TrainingEvents.cs";

        [Test]
        public void EveryLogCallBeginsWithAnIdOfItsOwnOfTheTable()
        {
            var files = Repository.Read();
            var calls = files.Sources("Runtime")
                .SelectMany(path => Regex.Matches(SourceRules.Code(files, path), @"\blogger\s*\.\s*Log\w*\(\s*([\w.]+)")
                    .Select(match => (Path: path, First: match.Groups[1].Value))).ToList();
            Assert.That(calls, Has.Count.GreaterThanOrEqualTo(11));
            Assert.That(calls.Where(call => !call.First.StartsWith("TrainingEvents.", StringComparison.Ordinal)), Is.Empty);
            var used = calls.Select(call => call.First.Substring("TrainingEvents.".Length)).ToList();
            Assert.That(used.Distinct(), Is.EquivalentTo(Events(files).Values), "ids that are used, and ids that there are");
            var shared = used.GroupBy(name => name).Where(group => group.Count() > 1).Select(group => group.Key);
            Assert.That(shared, Is.EquivalentTo(new[] { "NotDeleted", "SubscriberFailed" }));
        }

        [Test]
        public void TheDocumentedTableIsTheCodesTable()
        {
            var files = Repository.Read();
            var documented = Regex.Matches(files.Text("Documentation~/metrics.md"), @"^\| (1\d{3}) \| `(\w+)` \|", RegexOptions.Multiline)
                .Select(match => $"{match.Groups[1].Value} {match.Groups[2].Value}");
            Assert.That(documented, Is.EqualTo(Events(files).OrderBy(e => e.Key).Select(e => $"{e.Key} {e.Value}")));
        }

        private static Dictionary<string, string> Events(PackageFiles files) =>
            Regex.Matches(files.Text(Table), @"EventId (\w+) = new EventId\((\d+), nameof\((\w+)\)\)").ToDictionary(
                match => match.Groups[2].Value,
                match => match.Groups[1].Value == match.Groups[3].Value ? match.Groups[1].Value : throw new FormatException(match.Value));
    }
}
