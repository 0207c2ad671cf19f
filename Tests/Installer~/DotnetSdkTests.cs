using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Repartee.Editor.Installation;

namespace Repartee.Installer.Tests;

public sealed class DotnetSdkTests
{
    private TemporaryProject project = null!;

    [SetUp]
    public void MakeFolder() => project = new TemporaryProject();

    [TearDown]
    public void DeleteFolder() => project.Dispose();

    [Test]
    public void TheSdkOfThisMachineIsFound() => Assert.That(File.Exists(DotnetSdk.Find()));

    [Test]
    public void TheRootComesBeforeThePathAndThePathBeforeTheUsualFolders()
    {
        var variables = new Dictionary<string, string>
        {
            ["DOTNET_ROOT"] = project.At("root"),
            ["PATH"] = string.Join(Path.PathSeparator, project.At("a"), "", "relative", project.At("b")),
            ["HOME"] = project.At("home"),
            ["USERPROFILE"] = project.At("home"),
        };
        string[] candidates = DotnetSdk.Candidates(name => variables.GetValueOrDefault(name)).Select(Path.GetDirectoryName).ToArray()!;
        Assert.That(candidates.Take(3), Is.EqualTo(new[] { project.At("root"), project.At("a"), project.At("b") }));
        Assert.That(candidates.Skip(3), Has.Member(Path.Combine(project.At("home"), ".dotnet")).And.No.Member("relative"));
    }

    [Test]
    public void ARuntimeAndAnOldSdkArePassedOver()
    {
        string runtime = project.Write("a/dotnet", ""), old = project.Write("b/dotnet", ""), good = project.Write("c/dotnet", "");
        string[] candidates = [project.At("none/dotnet"), runtime, old, good];
        Assert.That(DotnetSdk.Find(candidates, List), Is.EqualTo(good));
        Assert.That(() => DotnetSdk.Find(candidates[..3], List), Throws.TypeOf<InstallationException>().With.Message.StartsWith(
            $"Expected the .NET SDK 8 or newer, but found {runtime} without an SDK, {old} with the SDK 7. Install the .NET SDK 8"));
        Assert.That(() => DotnetSdk.Find(candidates[..1], List), Throws.TypeOf<InstallationException>().With.Message.StartsWith(
            "Expected the .NET SDK 8 or newer, but found none. Install the .NET SDK 8"));

        string List(string program) => program == runtime ? ""
            : program == old ? "7.0.100 [/sdk]\n" : "7.0.100 [/sdk]\r\n10.0.100-rc.1 [/sdk]\r\n";
    }

    [Test]
    public void AProgramThatDoesNotStartIsTold() => Assert.That(
        () => DotnetProcess.Run(project.At("none"), "", project.Folder, _ => { }, default),
        Throws.TypeOf<InstallationException>().With.Message.StartsWith($"Expected {project.At("none")} to start, but the system said: "));
}
