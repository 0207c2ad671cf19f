using System.IO;
using NUnit.Framework;
using Repartee.Player.Tests.Closure;

namespace Repartee.Mono.Tests
{
    /// <summary>What runs on Mono is the package's own code as it was compiled, and others' code but for what Debian's Mono lacks.</summary>
    public sealed class MonoAssemblyTests
    {
        [TestCase("Repartee")]
        [TestCase("Repartee.Frozen")]
        public void TheLibrariesRunAsTheyWereCompiled(string name) =>
            Assert.That(LaidOut(name), Is.EqualTo(Built(name)));

        [TestCase("System.Text.Json")]
        [TestCase("System.Text.Encodings.Web")]
        public void ReadOnlyReferencesLoseTheirMarkAndMissingAssembliesAreTheStandard(string name)
        {
            using var before = new AssemblyFile(Path.Combine(MonoProgram.Build, name + ".dll"));
            using var after = new AssemblyFile(Path.Combine(Path.GetDirectoryName(MonoProgram.Program)!, name + ".dll"));
            Assert.That(before.ReadOnlyReferences(), Is.Not.Empty);
            Assert.That(after.ReadOnlyReferences(), Is.Empty);
            Assert.That(before.References, Has.Some.EqualTo("System.Memory"));
            Assert.That(after.References, Has.None.EqualTo("System.Memory").And.Some.EqualTo("netstandard"));
            Assert.That(after.UsedMembers, Is.EqualTo(before.UsedMembers), "all else stays");
            Assert.That(LaidOut(name), Has.Length.EqualTo(Built(name).Length));
        }

        private static byte[] Built(string name) => File.ReadAllBytes(Path.Combine(MonoProgram.Build, name + ".dll"));

        private static byte[] LaidOut(string name) => File.ReadAllBytes(Path.Combine(Path.GetDirectoryName(MonoProgram.Program)!, name + ".dll"));
    }
}
