#nullable enable
using System.Text.RegularExpressions;
using NUnit.Framework;
using Repartee.Package.Rules;

namespace Repartee.Package.Tests
{
    public sealed class ManifestRulesTests
    {
        private const string Good = "{\"name\": \"com.a.b\", \"version\": \"1.2.3\", \"displayName\": \"B\", \"description\": \"b\", "
            + "\"unity\": \"2022.3\", \"unityRelease\": \"12f1\", \"documentationUrl\": \"d\", \"changelogUrl\": \"c\", "
            + "\"licensesUrl\": \"l\", \"author\": \"a\", \"keywords\": [], \"license\": \"MIT\", \"dependencies\": {}, "
            + "\"samples\": [{\"displayName\": \"S\", \"description\": \"s\", \"path\": \"Samples~/S\"}]}";

        [Test]
        public void ThePackageManagerKnowsEveryKey() => Assert.That(ManifestRules.Keys(Repository.Read()), Is.Empty);

        [Test]
        public void TheManifestHasNoByteOrderMark() => Assert.That(ManifestRules.ByteOrderMark(Repository.Read()), Is.Empty);

        [Test]
        public void TheNameIsAReversedDomainWithoutUnity() => Assert.That(ManifestRules.Name(Repository.Read()), Is.Empty);

        [Test]
        public void OneVersionStandsInManifestChangelogAndAssemblies() => Assert.That(ManifestRules.Versions(Repository.Read()), Is.Empty);

        [Test]
        public void DependenciesAreUnityPackagesOfOneVersion() => Assert.That(ManifestRules.Dependencies(Repository.Read()), Is.Empty);

        [Test]
        public void SamplesAreListedAndExist() => Assert.That(ManifestRules.Samples(Repository.Read()), Is.Empty);

        [Test]
        public void AGoodManifestHasNoFaults()
        {
            PackageFiles files = With(Good);
            Assert.That(ManifestRules.Keys(files), Is.Empty);
            Assert.That(ManifestRules.ByteOrderMark(files), Is.Empty);
            Assert.That(ManifestRules.Name(files), Is.Empty);
            Assert.That(ManifestRules.Versions(files), Is.Empty);
            Assert.That(ManifestRules.Dependencies(files), Is.Empty);
            Assert.That(ManifestRules.Samples(files), Is.Empty);
        }

        [Test]
        public void MissingAndUnknownKeysAreFaults() => Assert.That(
            ManifestRules.Keys(With(Good.Replace("\"unity\"", "\"testables\""))),
            Is.EqualTo(new[]
            {
                "package.json: expected the key \"unity\", but found none.",
                "package.json: nobody reads the key \"testables\".",
            }));

        [Test]
        public void AByteOrderMarkIsAFault() => Assert.That(ManifestRules.ByteOrderMark(With("\uFEFF" + Good)), Has.One.Items);

        [TestCase("com.a")]
        [TestCase("com.a.B")]
        [TestCase("com.unity.b")]
        [TestCase("com.a.b23456789012345678901234567890123456789012345678")]
        public void ABadNameIsAFault(string name) =>
            Assert.That(ManifestRules.Name(With(Good.Replace("com.a.b", name))), Has.One.Items.And.One.Contains($"but found \"{name}\"."));

        [TestCase("\"1.2.3\"", "\"1.2\"", 3)]
        [TestCase("\"1.2.3\"", "\"1.2.4\"", 2)]
        [TestCase("\"12f1\"", "\"f1\"", 1)]
        public void VersionsThatDifferAreFaults(string old, string bad, int faults) =>
            Assert.That(ManifestRules.Versions(With(Good.Replace(old, bad))), Has.Exactly(faults).Items);

        [TestCase("\"com.a.c\": \"^1.0.0\"")]
        [TestCase("\"com.a.c\": \"https://a.b/c.git\"")]
        [TestCase("\"TorchSharp\": \"1.0.0\"")]
        public void ARangeAnAddressOrALibraryIsNoDependency(string dependency) => Assert.That(
            ManifestRules.Dependencies(With(Good.Replace("\"dependencies\": {}", $"\"dependencies\": {{{dependency}}}"))), Has.One.Items);

        [TestCase("Samples~/S", "Samples~/T", 2)]
        [TestCase("\"description\": \"s\", ", "", 1)]
        public void SamplesThatAreNotListedWholeAreFaults(string old, string bad, int faults) =>
            Assert.That(ManifestRules.Samples(With(new Regex(Regex.Escape(old)).Replace(Good, bad))), Has.Exactly(faults).Items);

        private static PackageFiles With(string manifest) => PackageFiles.Of(
            ("package.json", manifest), ("CHANGELOG.md", "# Changelog\n\n## [1.2.3] - 2026-01-01\n\n## [1.2.2]\n"),
            ("Directory.Build.props", "<Version>1.2.3</Version>"), ("Samples~/S/S.cs", ""));
    }
}
