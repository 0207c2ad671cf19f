#nullable enable
using NUnit.Framework;
using Repartee.Package.Rules;

namespace Repartee.Package.Tests
{
    public sealed class SourceRulesTests
    {
        [Test]
        public void EverySourceEnablesNullable() => Assert.That(SourceRules.Nullable(Repository.Read()), Is.Empty);

        [Test]
        public void SourcesAreCSharp9() => Assert.That(SourceRules.Syntax(Repository.Read()), Is.Empty);

        [Test]
        public void SourcesNameNoEngineTypes() => Assert.That(SourceRules.EngineFree(Repository.Read()), Is.Empty);

        [Test]
        public void ASourceWithoutNullableIsAFault() => Assert.That(
            SourceRules.Nullable(PackageFiles.Of(("Runtime/A.cs", "using System;\n#nullable enable\n"), ("Tests/B.cs", ""))),
            Is.EqualTo(new[] { "Runtime/A.cs: expected #nullable enable as its first line." }));

        [TestCase("namespace A;", 1)]
        [TestCase("global using System;", 1)]
        [TestCase("    public readonly record struct A(int B);", 1)]
        [TestCase("namespace A\n{\n    public record B(int C);\n}", 0)]
        [TestCase("// namespace A;\nstring a = @\"\nglobal using \";", 0)]
        public void NewerSyntaxIsAFault(string code, int faults) =>
            Assert.That(SourceRules.Syntax(PackageFiles.Of(("Editor/A.cs", code))), Has.Exactly(faults).Items);

        [TestCase("Runtime/A.cs", "using UnityEngine;", 1)]
        [TestCase("Runtime/Training/A.cs", "UnityEditor.Editor editor;", 1)]
        [TestCase("Runtime/A.cs", "/* UnityEngine */ var a = \"UnityEngine\"; // UnityEngine", 0)]
        [TestCase("Runtime/Unity/A.cs", "using UnityEngine;", 0)]
        [TestCase("Editor/A.cs", "using UnityEngine;", 0)]
        public void AnEngineTypeWithoutEngineIsAFault(string path, string code, int faults) =>
            Assert.That(SourceRules.EngineFree(PackageFiles.Of((path, code))), Has.Exactly(faults).Items);
    }
}
