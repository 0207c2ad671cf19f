using NUnit.Framework;
using Repartee.Package;
using Repartee.Package.Rules;

namespace Repartee.Unity.Compile;

/// <summary>What the package asks of its visible assemblies, asked of the sample as it is after its import.</summary>
public sealed class SampleRulesTests
{
    private static readonly PackageFiles Files = ImportedSample.Read();

    [Test]
    public void TheSampleWaitsForItsLibrariesWithoutErrors() => Assert.That(AssemblyRules.Dependencies(Files), Is.Empty);

    [Test]
    public void ItsNamesAreItsFilesNames() => Assert.That(AssemblyRules.Names(Files), Is.Empty);

    [Test]
    public void ItRefersToWhatIsThereAndNotInCircles() =>
        Assert.That((AssemblyRules.References(Files), AssemblyRules.Cycles(Files)), Is.EqualTo((new string[0], new string[0])));

    [Test]
    public void NoPlayerRefersToItsEditorAssembly() => Assert.That(AssemblyRules.EditorOnly(Files), Is.Empty);
}
