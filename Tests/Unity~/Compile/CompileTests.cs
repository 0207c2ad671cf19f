using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Repartee.Package;

namespace Repartee.Unity.Compile;

/// <summary>The engine is not at hand, but its compiler's settings are: the whole package for each target.</summary>
public sealed class CompileTests
{
    private static readonly string[] ForTheEditor =
    [
        "Repartee.Training", "Repartee.Sessions", "Repartee.Editor", "Repartee.Samples.TavernUnity.Editor",
    ];

    private static readonly string[] NeverShipped = [.. ForTheEditor, "TorchSharp", "MessagePack", "UnityEditor"];
    private static readonly Lazy<PackageFiles> Files = new(ImportedSample.Read);
    private static readonly Dictionary<Variant, PackageBuild> Builds = [];
    private static readonly Dictionary<string, PackageBuild.Compiled> Known = [];

    private static IEnumerable<Variant> All => Variant.All;

    private static IEnumerable<Variant> Installed => Variant.Installed;

    private static IEnumerable<Variant> Players => Variant.Players;

    [TestCaseSource(nameof(All))]
    public void EachAssemblyCompilesWithoutAWarning(object variant) => Assert.That(Build((Variant)variant).Faults, Is.Empty);

    [TestCaseSource(nameof(Installed))]
    public void TheAssembliesOfAPlayerAreCompiledEverywhere(object variant) => Assert.That(
        Build((Variant)variant).Images.Keys, Is.SupersetOf(new[] { "Repartee", "Repartee.Frozen", "Repartee.Unity", ImportedSample.Name }));

    [Test]
    public void TheEditorHasItsOwnAssembliesAndTrainingOnlyWhereItIsAskedFor()
    {
        Assert.That(Build(Variant.All[0]).Images.Keys, Does.Contain("Repartee.Editor").And.Not.Contain("Repartee.Training"));
        Assert.That(Build(Variant.All[0]).Images.Keys, Does.Contain(ImportedSample.Name + ".Editor"));
        Assert.That(Build(Variant.All[1]).Images.Keys, Does.Contain("Repartee.Training"));
    }

    [TestCaseSource(nameof(Players))]
    public void NoTrainingReachesAPlayer(object variant) => Assert.That(Reached(Build((Variant)variant)), Is.Empty);

    [TestCase("[]", "[]", "Repartee.Training is compiled", "Repartee.Unity refers to Repartee.Training")]
    [TestCase("[\"Editor\"]", "[]", "Repartee.Unity: expected Repartee.Training for Player, but it is not compiled there.")]
    [TestCase("[]", "[\"REPARTEE_TRAINING\"]", "Repartee.Unity: expected Repartee.Training for Player, but it is not compiled there.")]
    public void TrainingThatReachesAPlayerIsFound(string platforms, string constraints, params string[] expected)
    {
        PackageFiles files = PackageFiles.Of(
            ("T/Repartee.Training.asmdef",
                "{\"name\": \"Repartee.Training\", \"includePlatforms\": " + platforms + ", \"defineConstraints\": " + constraints + "}"),
            ("T/Trainer.cs", "namespace Repartee.Training { public class Trainer { } }"),
            ("U/Repartee.Unity.asmdef", "{\"name\": \"Repartee.Unity\", \"references\": [\"Repartee.Training\"]}"),
            ("U/Npc.cs", "public class Npc { public Repartee.Training.Trainer Trainer; }"));
        var build = new PackageBuild(files, Variant.Players.First());
        Assert.That(Reached(build).Concat(build.Faults), Is.SupersetOf(expected));
    }

    [Test]
    public void AnErrorAndAWarningAreToldWithFileAndLine()
    {
        PackageFiles files = PackageFiles.Of(
            ("U/Repartee.Unity.asmdef", "{\"name\": \"Repartee.Unity\"}"),
            ("U/Npc.cs", "class Npc\n{\n    int unused;\n#if ENABLE_IL2CPP\n    Missing missing;\n#endif\n}\n"),
            ("U/Newer.cs", "namespace Newer;\n"));
        IReadOnlyList<string> player = new PackageBuild(files, Variant.All.Single(one => one.Name == "Player")).Faults;
        IReadOnlyList<string> il2cpp = new PackageBuild(files, Variant.All.Single(one => one.Name == "IL2CPP")).Faults;
        Assert.That(player, Has.Some.Match(@"^Repartee.Unity: U/Newer.cs\(1,1\): error CS8773: .*C# 9"));
        Assert.That(player, Has.Some.Match(@"^Repartee.Unity: U/Npc.cs\(3,9\): warning CS0169"));
        Assert.That(player, Has.None.Contains("CS0246"));
        Assert.That(il2cpp, Has.Some.StartsWith("Repartee.Unity: U/Npc.cs(5,5): error CS0246"));
    }

    /// <summary>More assemblies on top of the package; those of the package are not compiled again.</summary>
    internal static PackageBuild Build(Variant variant, params (string Path, string Text)[] more) =>
        new(ImportedSample.With(Files.Value, more), variant, Known);

    internal static PackageBuild Build(Variant variant)
    {
        if (!Builds.TryGetValue(variant, out PackageBuild? build))
            Builds[variant] = build = new PackageBuild(Files.Value, variant, Known);
        return build;
    }

    private static IEnumerable<string> Reached(PackageBuild build)
    {
        foreach (string name in build.Images.Keys.Intersect(ForTheEditor))
            yield return $"{name} is compiled";
        foreach ((string name, byte[] image) in build.Images)
        {
            using var assembly = new Assembly(image);
            foreach (string reference in assembly.References.Intersect(NeverShipped))
                yield return $"{name} refers to {reference}";
        }
    }
}
