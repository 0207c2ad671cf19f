#nullable enable
using System.Collections.Generic;
using System.IO;
using NUnit.Framework;
using Repartee.Package.Metas;
using Repartee.Package.Rules;

namespace Repartee.Package.Tests
{
    public sealed class MetaRulesTests
    {
        private const string Guid = "0123456789abcdef0123456789abcdef";

        [Test]
        public void EveryImportedFileAndFolderHasAMeta() => Assert.That(MetaRules.Missing(Repository.Read()), Is.Empty);

        [Test]
        public void EveryMetaHasAnImportedFileOrFolder() => Assert.That(MetaRules.Orphans(Repository.Read()), Is.Empty);

        [Test]
        public void GuidsAreHexadecimalAndUnique() => Assert.That(MetaRules.Guids(Repository.Read()), Is.Empty);

        [Test]
        public void ImportersFitTheirFiles() => Assert.That(MetaRules.Importers(Repository.Read()), Is.Empty);

        [Test]
        public void FilesAndFoldersWithoutAMetaAreFaults()
        {
            PackageFiles files = PackageFiles.Of(
                ("Runtime/A.cs", ""), ("Runtime/A.cs.meta", ""), (".editorconfig", ""), ("Tests/Tools~/B.cs", ""),
                ("Documentation~/c.md", ""), ("Samples~/One/D.cs", ""), ("Samples~/One/Host~/E.cs", ""));
            Assert.That(MetaPaths.Missing(files), Is.EqualTo(new[] { "Runtime", "Samples~/One", "Samples~/One/D.cs", "Tests" }));
        }

        [Test]
        public void MetasOfFilesThatAreGoneOrHiddenAreFaults()
        {
            PackageFiles files = PackageFiles.Of(
                ("A.cs.meta", ""), ("Documentation~/b.md", ""), ("Documentation~/b.md.meta", ""),
                ("Tests/C~/d.cs", ""), ("Tests/C~.meta", ""));
            Assert.That(MetaPaths.Orphans(files), Is.EqualTo(new[] { "A.cs.meta", "Documentation~/b.md.meta", "Tests/C~.meta" }));
        }

        [TestCase("guid: 0123\n", "A.cs.meta: expected a guid of 32 hexadecimal digits, but found none.")]
        [TestCase("guid: " + Guid + "\n", "A.cs.meta and B.cs.meta: expected a guid each, but found " + Guid + " in both.")]
        public void GuidsThatAreBadOrUsedTwiceAreFaults(string meta, string fault) => Assert.That(
            MetaRules.Guids(PackageFiles.Of(("A.cs.meta", meta), ("B.cs.meta", $"guid: {Guid}\n"))),
            Is.EqualTo(new[] { fault }));

        [Test]
        public void AnImporterThatDoesNotFitIsAFault()
        {
            PackageFiles files = PackageFiles.Of(
                ("F/A.cs", ""), ("F/A.cs.meta", MetaText.Write("A.md", false, Guid)), ("F.meta", MetaText.Write("F", false, Guid)));
            Assert.That(MetaRules.Importers(files), Is.EqualTo(new[]
            {
                "F.meta: expected folderAsset: yes and DefaultImporter:",
                "F/A.cs.meta: expected no folderAsset, and MonoImporter:",
            }));
        }

        [Test]
        public void WrittenMetasSatisfyTheRulesAndStay()
        {
            string root = Directory.CreateTempSubdirectory().FullName;
            try
            {
                string[] paths = { "package.json", "Runtime/A.cs", "Runtime/A.asmdef", "Samples~/One/rows.jsonl", "Gone.cs.meta" };
                foreach (string path in paths)
                {
                    Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(root, path))!);
                    File.WriteAllText(Path.Combine(root, path), "");
                }

                IReadOnlyList<string> changes = MetaWriter.Update(root, PackageFiles.On(root, paths));
                Assert.That(changes, Has.Count.EqualTo(7).And.Contains("- Gone.cs.meta").And.Contains("+ Samples~/One.meta"));
                PackageFiles files = PackageFiles.On(root, OnDisk(root));
                Assert.That(MetaRules.Missing(files), Is.Empty);
                Assert.That(MetaRules.Orphans(files), Is.Empty);
                Assert.That(MetaRules.Guids(files), Is.Empty);
                Assert.That(MetaRules.Importers(files), Is.Empty);
                Assert.That(MetaWriter.Update(root, files), Is.Empty);
            }
            finally
            {
                Directory.Delete(root, recursive: true);
            }
        }

        [Test]
        public void ANewFileInThePlaceOfAMovedOneGetsAnotherGuid()
        {
            string first = MetaWriter.NewGuid("Runtime/A.cs", new string[0]);
            string second = MetaWriter.NewGuid("Runtime/A.cs", new[] { first });
            Assert.That(first, Is.EqualTo(MetaWriter.NewGuid("Runtime/A.cs", new string[0])).And.Match("^[0-9a-f]{32}$"));
            Assert.That(second, Is.Not.EqualTo(first).And.Match("^[0-9a-f]{32}$"));
        }

        private static IEnumerable<string> OnDisk(string root)
        {
            foreach (string file in Directory.GetFiles(root, "*", SearchOption.AllDirectories))
                yield return Path.GetRelativePath(root, file).Replace('\\', '/');
        }
    }
}
