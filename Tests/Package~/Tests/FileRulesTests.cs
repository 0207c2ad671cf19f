#nullable enable
using NUnit.Framework;
using Repartee.Package.Rules;

namespace Repartee.Package.Tests
{
    public sealed class FileRulesTests
    {
        [Test]
        public void NoOutputOfABuild() => Assert.That(FileRules.BuildOutput(Repository.Read()), Is.Empty);

        [Test]
        public void NoFileTooLargeForAClone() => Assert.That(FileRules.Sizes(Repository.Read()), Is.Empty);

        [Test]
        public void LinesEndWithLineFeeds() => Assert.That(FileRules.LineEndings(Repository.Read()), Is.Empty);

        [Test]
        public void NoPathOfOneMachine() => Assert.That(FileRules.MachinePaths(Repository.Read()), Is.Empty);

        [Test]
        public void DocumentsNameFilesThatExist() => Assert.That(DocumentationRules.Paths(Repository.Read()), Is.Empty);

        [TestCase("Runtime/bin/A.dll", 1)]
        [TestCase("obj/project.assets.json", 1)]
        [TestCase("A.csproj.user", 1)]
        [TestCase("Runtime/Objects/A.cs", 0)]
        public void OutputOfABuildIsAFault(string path, int faults) =>
            Assert.That(FileRules.BuildOutput(PackageFiles.Of((path, ""))), Has.Exactly(faults).Items);

        [TestCase(FileRules.SizeLimit, 1)]
        [TestCase(FileRules.SizeLimit - 1, 0)]
        public void ALargeFileIsAFault(int size, int faults) =>
            Assert.That(FileRules.Sizes(PackageFiles.Of(("A.bin", new string('a', size)))), Has.Exactly(faults).Items);

        [TestCase("a\r\nb\n", 1)]
        [TestCase("a\nb\n", 0)]
        [TestCase("\0a\r\n", 0)]
        public void ACarriageReturnInATextIsAFault(string text, int faults) =>
            Assert.That(FileRules.LineEndings(PackageFiles.Of(("a.md", text))), Has.Exactly(faults).Items);

        [TestCase("see /{0}/me/file", 1)]
        [TestCase("https://example.org/{0}/me", 0)]
        [TestCase("~/{0}/me and ../{0}/me", 0)]
        public void APathOfOneMachineIsAFault(string text, int faults) => Assert.That(
            FileRules.MachinePaths(PackageFiles.Of(("a.md", string.Format(null, text, "home")))), Has.Exactly(faults).Items);

        [Test]
        public void ANameOfNoFileInADocumentIsAFault() => Assert.That(
            DocumentationRules.Paths(PackageFiles.Of(
                ("Documentation~/architecture.md", "`Runtime/A.cs`, `Runtime/`, `Runtime/*.cs`, `Runtime/A.cs:12`, "
                    + "`Runtime/B.cs`, `Runtime/*.md`"),
                ("Runtime/A.cs", ""))),
            Is.EqualTo(new[]
            {
                "Documentation~/architecture.md: expected \"Runtime/B.cs\" to exist, but found nothing there.",
                "Documentation~/architecture.md: expected \"Runtime/*.md\" to exist, but found nothing there.",
            }));
    }
}
