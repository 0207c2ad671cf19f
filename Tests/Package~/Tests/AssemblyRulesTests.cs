#nullable enable
using System;
using NUnit.Framework;
using Repartee.Package.Rules;

namespace Repartee.Package.Tests
{
    public sealed class AssemblyRulesTests
    {
        [Test]
        public void NamesAreUniqueAndTheFiles() => Assert.That(AssemblyRules.Names(Repository.Read()), Is.Empty);

        [Test]
        public void ReferencesExist() => Assert.That(AssemblyRules.References(Repository.Read()), Is.Empty);

        [Test]
        public void ReferencesRunInNoCircle() => Assert.That(AssemblyRules.Cycles(Repository.Read()), Is.Empty);

        [Test]
        public void PlatformsAreIncludedOrExcluded() => Assert.That(AssemblyRules.Platforms(Repository.Read()), Is.Empty);

        [Test]
        public void NoEngineOutsideEditorAndRuntimeUnity() => Assert.That(AssemblyRules.EngineFree(Repository.Read()), Is.Empty);

        [Test]
        public void EditorAssembliesStayInTheEditor() => Assert.That(AssemblyRules.EditorOnly(Repository.Read()), Is.Empty);

        [Test]
        public void TestAssembliesStayOutOfPlayers() => Assert.That(AssemblyRules.Tests(Repository.Read()), Is.Empty);

        [Test]
        public void TrainingStaysOutOfPlayersThatDoNotAskForIt() => Assert.That(AssemblyRules.Training(Repository.Read()), Is.Empty);

        [Test]
        public void AssembliesWaitForTheirLibraries() => Assert.That(AssemblyRules.Dependencies(Repository.Read()), Is.Empty);

        [TestCase("\"precompiledReferences\": [\"Json.dll\"]", 1)]
        [TestCase("\"precompiledReferences\": [\"Json.dll\"], \"defineConstraints\": [\"REPARTEE_DEPENDENCIES\"]", 1)]
        [TestCase(
            "\"precompiledReferences\": [\"Json.dll\"], \"defineConstraints\": [\"REPARTEE_DEPENDENCIES\", \"REPARTEE_TRAINING\"], "
                + "\"versionDefines\": [{\"name\": \"com.repartee.dependencies\", \"define\": \"REPARTEE_DEPENDENCIES\"}]",
            1)]
        [TestCase(
            "\"precompiledReferences\": [\"Json.dll\"], \"defineConstraints\": [\"REPARTEE_DEPENDENCIES\"], "
                + "\"versionDefines\": [{\"name\": \"com.repartee.dependencies\", \"define\": \"REPARTEE_DEPENDENCIES\"}]",
            0)]
        [TestCase("\"precompiledReferences\": [\"nunit.framework.dll\"]", 0)]
        public void AnAssemblyThatDoesNotWaitForItsLibrariesIsAFault(string lines, int faults) => Assert.That(
            AssemblyRules.Dependencies(PackageFiles.Of(("A/A.asmdef", $"{{\"name\": \"A\", {lines}}}"))), Has.Exactly(faults).Items);

        [Test]
        public void EveryScriptIsUnderAnAssemblyDefinition() => Assert.That(AssemblyRules.Scripts(Repository.Read()), Is.Empty);

        [Test]
        public void AnAssemblyDefinitionThatIsNoJsonIsAnError() => Assert.That(
            () => AssemblyDefinition.All(PackageFiles.Of(("A/A.asmdef", "{"))),
            Throws.TypeOf<FormatException>().With.Message.StartsWith("A/A.asmdef: expected JSON, but found "));

        [Test]
        public void NamesUsedTwiceAreFaults() => Assert.That(
            AssemblyRules.Names(PackageFiles.Of(("A/A.asmdef", "{\"name\": \"A\"}"), ("B/B.asmdef", "{\"name\": \"A\"}"))),
            Has.Exactly(2).Items);

        [Test]
        public void AnUnknownReferenceIsAFault() => Assert.That(
            AssemblyRules.References(PackageFiles.Of(("A/A.asmdef", "{\"name\": \"A\", \"references\": [\"B\", \"UnityEngine.UI\"]}"))),
            Is.EqualTo(new[] { "A/A.asmdef: expected references to assemblies of this package or of Unity, but found \"B\"." }));

        [Test]
        public void ACircleOfReferencesIsAFault() => Assert.That(
            AssemblyRules.Cycles(PackageFiles.Of(
                ("A/A.asmdef", "{\"name\": \"A\", \"references\": [\"B\"]}"), ("B/B.asmdef", "{\"name\": \"B\", \"references\": [\"A\"]}"),
                ("C/C.asmdef", "{\"name\": \"C\", \"references\": [\"A\"]}"))),
            Is.EqualTo(new[]
            {
                "A: expected no way back to itself, but its references lead there.",
                "B: expected no way back to itself, but its references lead there.",
            }));

        [Test]
        public void PlatformsBothIncludedAndExcludedAreAFault() => Assert.That(
            AssemblyRules.Platforms(PackageFiles.Of(
                ("A/A.asmdef", "{\"includePlatforms\": [\"Editor\"], \"excludePlatforms\": [\"iOS\"]}"))), Has.One.Items);

        [TestCase("Runtime", 1)]
        [TestCase("Runtime/Training", 1)]
        [TestCase("Runtime/Unity", 0)]
        [TestCase("Editor", 0)]
        public void TheEngineIsAFaultWhereThereIsNone(string folder, int faults) =>
            Assert.That(AssemblyRules.EngineFree(PackageFiles.Of(($"{folder}/A.asmdef", "{\"name\": \"A\"}"))), Has.Exactly(faults).Items);

        [Test]
        public void EditorAssembliesInPlayersAreFaults() => Assert.That(
            AssemblyRules.EditorOnly(PackageFiles.Of(
                ("Editor/E.asmdef", "{\"name\": \"E\"}"), ("Runtime/R.asmdef", "{\"name\": \"R\", \"references\": [\"E\"]}"))),
            Is.EqualTo(new[]
            {
                "Editor/E.asmdef: expected \"includePlatforms\": [\"Editor\"].",
                "Runtime/R.asmdef: expected no reference to an assembly of the editor, which players lack.",
            }));

        [TestCase("{\"name\": \"T\", \"autoReferenced\": false}")]
        [TestCase("{\"name\": \"T\", \"defineConstraints\": [\"UNITY_INCLUDE_TESTS\"]}")]
        public void TestsWithoutConstraintAreAFault(string definition) =>
            Assert.That(AssemblyRules.Tests(PackageFiles.Of(("Tests/T/T.asmdef", definition))), Has.One.Items);

        [TestCase("{\"name\": \"Repartee.Training\", \"autoReferenced\": false}")]
        [TestCase("{\"name\": \"Repartee.Training\", \"defineConstraints\": [\"REPARTEE_TRAINING\"]}")]
        [TestCase("{\"name\": \"X\", \"references\": [\"Repartee.Training\"], \"autoReferenced\": false}")]
        public void TrainingWithoutConstraintIsAFault(string definition) =>
            Assert.That(AssemblyRules.Training(PackageFiles.Of(("Runtime/X/X.asmdef", definition))), Has.One.Items);

        [Test]
        public void AScriptUnderNoAssemblyDefinitionIsAFault() => Assert.That(
            AssemblyRules.Scripts(PackageFiles.Of(
                ("Runtime/A/A.asmdef", "{}"), ("Runtime/A/B/Fine.cs", ""), ("Runtime/Lost.cs", ""), ("Runtime/AB/Lost.cs", ""),
                ("T~/Fine.cs", ""))),
            Has.Exactly(2).Items.And.All.Contains("Lost.cs: expected an .asmdef"));
    }
}
