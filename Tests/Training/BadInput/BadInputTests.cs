#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using NUnit.Framework;

namespace Repartee.Training.Tests.BadInput
{
    public sealed class BadInputTests
    {
        private const string Rewrite = "REPARTEE_WRITE_BAD_INPUT";

        private static readonly string Root = typeof(BadInputTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(item => item.Key == "RepositoryRoot")?.Value ?? "";

        private readonly List<(string Group, IReadOnlyList<(string Title, string Message)> Rows)> groups =
            new List<(string, IReadOnlyList<(string, string)>)>();

        [OneTimeSetUp]
        public void CollectMessages()
        {
            if (Root.Length == 0) Assert.Ignore("The page is found by the path that dotnet builds into this assembly; run dotnet test.");
            string actor = Path.Combine(Root, "Samples~", "Tavern", "Actor");
            Collect("Actors", BadActors.All(actor));
            Collect("Adapters", BadAdapters.All(actor));
            Collect("Tokenizers", BadTokenizers.All(actor));
            Collect("Dialogues", BadDatasets.All());
        }

        private void Collect(string group, IEnumerable<BadInputCase> cases) =>
            groups.Add((group, cases.Select(c => (c.Title, c.Message())).ToArray()));

        [Test]
        public void ThePageSaysWhatTheCodeSays()
        {
            string file = Path.Combine(Root, "Documentation~", "bad-input.md");
            string there = File.ReadAllText(file).Replace("\r\n", "\n");
            int rest = there.IndexOf(BadInputPage.Rest, StringComparison.Ordinal);
            string page = BadInputPage.Write(groups) + (rest < 0 ? "" : there.Substring(rest));
            if (Environment.GetEnvironmentVariable(Rewrite) == "1") File.WriteAllText(file, page);
            Assert.That(
                there, Is.EqualTo(page),
                $"Documentation~/bad-input.md differs from what the code says. Run this test with {Rewrite}=1 and look at the changes.");
        }

        [Test]
        public void EveryMessageSaysWhatWasExpectedWhatWasFoundAndWhatToDo()
        {
            foreach ((string title, string message) in groups.SelectMany(group => group.Rows))
                foreach (string line in message.Split('\n'))
                    Assert.That(line, Does.Match(@"([Ee]xpected .*, but .+|is not supported)[.?] \S.*[.?]$"), title);
        }

        [Test]
        public void TheListIsLong() => Assert.That(groups.Sum(group => group.Rows.Count), Is.GreaterThanOrEqualTo(50));
    }
}
