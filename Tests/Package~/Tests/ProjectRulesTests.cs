#nullable enable
using NUnit.Framework;
using Repartee.Package.Rules;

namespace Repartee.Package.Tests
{
    public sealed class ProjectRulesTests
    {
        private const string Core = "<Project><ItemGroup><PackageReference Include=\"Json\" /></ItemGroup></Project>";

        private const string Inner = "<Project><ItemGroup><ProjectReference Include=\"../R.csproj\" />"
            + "<PackageReference Include=\"NUnit\" />"
            + "<PackageReference Include=\"Analyzers\" PrivateAssets=\"all\" />"
            + "<ProjectReference Include=\"../../Tests/Unity~/UnityEngine/UnityEngine.csproj\" /></ItemGroup></Project>";

        [Test]
        public void EachAssemblyDefinitionHasItsProject() => Assert.That(ProjectRules.Pairs(Repository.Read()), Is.Empty);

        [Test]
        public void ProjectsSeeTheAssembliesTheirDefinitionNames() => Assert.That(ProjectRules.References(Repository.Read()), Is.Empty);

        [Test]
        public void ProjectsSeeTheLibrariesTheirDefinitionNames() => Assert.That(ProjectRules.Precompiled(Repository.Read()), Is.Empty);

        [Test]
        public void ProjectsLeaveOutTheAssembliesBelowThem() => Assert.That(ProjectRules.NestedSources(Repository.Read()), Is.Empty);

        [Test]
        public void AProjectOrADefinitionAloneIsAFault() => Assert.That(
            ProjectRules.Pairs(PackageFiles.Of(("A/A.asmdef", ""), ("B/B.csproj", ""), ("Tests/T~/T.csproj", ""))),
            Is.EqualTo(new[]
            {
                "A/A.asmdef: expected A/A.csproj beside it, but found none.",
                "B/B.csproj: expected B/B.asmdef beside it, but found none.",
            }));

        [Test]
        public void TwinsThatSayTheSameHaveNoFaults()
        {
            PackageFiles files = With("[\"R\", \"UnityEngine.TestRunner\"]", "[\"Json.dll\", \"nunit.framework.dll\"]");
            Assert.That(ProjectRules.References(files), Is.Empty);
            Assert.That(ProjectRules.Precompiled(files), Is.Empty);
        }

        [Test]
        public void ReferencesThatDifferAreAFault() => Assert.That(
            ProjectRules.References(With("[\"S\"]", "[]")),
            Is.EqualTo(new[] { "R/I/I.asmdef: expected \"references\" as R/I/I.csproj has them, but it lacks [R] and has [S] besides." }));

        [Test]
        public void LibrariesThatDifferAreAFault() => Assert.That(
            ProjectRules.Precompiled(With("[\"R\"]", "[\"Json.dll\", \"Torch.dll\"]")),
            Is.EqualTo(new[]
            {
                "R/I/I.asmdef: expected \"precompiledReferences\" as R/I/I.csproj has them, "
                    + "but it lacks [nunit.framework.dll] and has [Torch.dll] besides.",
            }));

        [Test]
        public void ADefinitionThatSeesEveryLibraryIsAFault() => Assert.That(
            ProjectRules.Precompiled(PackageFiles.Of(("A/A.asmdef", "{\"name\": \"A\"}"))),
            Is.EqualTo(new[] { "A/A.asmdef: expected \"overrideReferences\": true, else it sees every library there is." }));

        [TestCase("<Project />", 1)]
        [TestCase("<Project><ItemGroup><Compile Remove=\"H/**;I/**\" /></ItemGroup></Project>", 0)]
        public void SourcesOfTwoAssembliesAreAFault(string outer, int faults) => Assert.That(
            ProjectRules.NestedSources(PackageFiles.Of(
                ("R/R.asmdef", "{\"name\": \"R\"}"), ("R/R.csproj", outer), ("R/I/I.asmdef", "{\"name\": \"I\"}"))),
            Has.Exactly(faults).Items);

        private static PackageFiles With(string references, string libraries) => PackageFiles.Of(
            ("R/R.asmdef", "{\"name\": \"R\", \"overrideReferences\": true, \"precompiledReferences\": [\"Json.dll\"]}"),
            ("R/R.csproj", Core),
            ("R/I/I.asmdef", "{\"name\": \"I\", \"overrideReferences\": true, "
                + $"\"references\": {references}, \"precompiledReferences\": {libraries}}}"),
            ("R/I/I.csproj", Inner));
    }
}
