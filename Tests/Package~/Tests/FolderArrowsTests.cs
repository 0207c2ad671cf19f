#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Repartee.Package.Rules;

namespace Repartee.Package.Tests
{
    public sealed class FolderArrowsTests
    {
        private static readonly IReadOnlyDictionary<string, string[]> Example = new Dictionary<string, string[]>
        {
            ["Low"] = Array.Empty<string>(),
            ["Middle"] = new[] { "Low" },
            ["Top/High"] = new[] { "Middle" },
        };

        [Test]
        public void FoldersUseOnlyWhatTheirArrowsReach() =>
            Assert.That(FolderArrows.Faults(Repository.Read(), FolderArrows.Table), Is.Empty);

        [Test]
        public void NamespacesAreThoseOfTheirFolders() =>
            Assert.That(FolderArrows.Namespaces(Repository.Read(), FolderArrows.Table), Is.Empty);

        [Test]
        public void ArrowsRunInNoCircle() => Assert.That(Graph.Cyclic(FolderArrows.Table), Is.Empty);

        [Test]
        public void ArrowsEndAtFoldersOfTheTable() =>
            Assert.That(FolderArrows.Table.Values.SelectMany(folders => folders).Distinct(), Is.SubsetOf(FolderArrows.Table.Keys));

        [TestCase("Low/A.cs", "using Repartee.Low;", null)]
        [TestCase("Top/High/Deeper/A.cs", "using Repartee.Low;\nusing Repartee.Middle.Inner;", null)]
        [TestCase("Low/A.cs", "// using Repartee.Middle;", null)]
        [TestCase("Low/A.cs", "using Repartee.Middle;", "Low may use [] and what they reach, but it uses Middle.")]
        [TestCase("Low/A.cs", "using B = Repartee.Middle.B;", "Low may use [] and what they reach, but it uses Middle.")]
        [TestCase("Middle/A.cs", "Repartee.Top.High.A a;", "Middle may use [Low] and what they reach, but it uses Top/High.")]
        [TestCase("New/A.cs", "", "expected its folder in FolderArrows.Table, but found none. Add a line there.")]
        public void AUseAgainstTheArrowsIsAFault(string path, string code, string? fault) => Assert.That(
            FolderArrows.Faults(PackageFiles.Of(("Runtime/" + path, code)), Example),
            Is.EqualTo(fault is null ? Array.Empty<string>() : new[] { $"Runtime/{path}: {fault}" }));

        [TestCase("namespace Repartee.Top.High", 0)]
        [TestCase("namespace Repartee.Top.High.Deeper", 0)]
        [TestCase("namespace Repartee.Top", 1)]
        [TestCase("namespace Repartee.Low", 1)]
        public void AnotherFoldersNamespaceIsAFault(string code, int faults) =>
            Assert.That(FolderArrows.Namespaces(PackageFiles.Of(("Runtime/Top/High/A.cs", code)), Example), Has.Exactly(faults).Items);
    }
}
