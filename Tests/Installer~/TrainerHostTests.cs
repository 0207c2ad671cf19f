using System.IO;
using System.Linq;
using System.Threading;
using NUnit.Framework;
using Repartee.Editor.Installation;
using Repartee.Installer.Publishing;

namespace Repartee.Installer.Tests;

/// <summary>A small program in the trainer's place: the trainer itself is published by the tests of the process.</summary>
public sealed class TrainerHostTests
{
    private TemporaryProject project = null!;

    [SetUp]
    public void MakeProject() => project = new TemporaryProject();

    [TearDown]
    public void DeleteProject() => project.Dispose();

    [Test]
    public void TheTrainerIsPublishedIntoTheLibraryAndReplacedAsAWhole()
    {
        const string Source = "Elsewhere/Program.cs";
        string program = project.Write("Elsewhere/Repartee.TrainerHost.csproj",
            "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><TargetFramework>net8.0</TargetFramework><OutputType>Exe</OutputType>"
            + "<UseArtifactsOutput>true</UseArtifactsOutput><UseAppHost>false</UseAppHost></PropertyGroup></Project>");
        // These end the search upwards, as the package's own do.
        project.Write("Elsewhere/Directory.Build.props", "<Project />");
        project.Write(Source, "System.Console.WriteLine(1);");
        project.Write("Library/com.repartee.npc/TrainerHost/old.txt", "of an older version");
        project.Write("Library/com.repartee.npc/TrainerHost.old/older.txt", "left by an interrupted replacement");
        var sdk = new SdkPublish(DotnetSdk.Find(), project.Unity.BuildFolder, _ => { }, CancellationToken.None);
        Assert.That(TrainerHost.Publish(sdk, project.Unity, program, TorchBackend.None), Is.Empty);

        Assert.That(InstallLayout.HasTrainerHost(project.Folder));
        Assert.That(File.Exists(Path.Combine(project.Unity.TrainerHostFolder, "old.txt")), Is.False);
        Assert.That(Directory.GetDirectories(project.At("Library/com.repartee.npc")).Select(Path.GetFileName),
            Is.EquivalentTo(new[] { "Build", "TrainerHost" }));
        Assert.That(TemporaryProject.Files(project.At("Elsewhere")),
            Is.EqualTo(new[] { "Directory.Build.props", "Program.cs", "Repartee.TrainerHost.csproj" }));

        project.Write(Source, "this is no program");
        Assert.That(() => TrainerHost.Publish(sdk, project.Unity, program, TorchBackend.None),
            Throws.TypeOf<InstallationException>().With.Message.StartsWith(
                "Expected dotnet publish of Repartee.TrainerHost.csproj to succeed, but it ended with 1. It said:\n")
                .And.Message.Contains("Program.cs(1,"));
        Assert.That(InstallLayout.HasTrainerHost(project.Folder), "the trainer that was there stays");
        TrainerHost.Delete(project.Unity);
        Assert.That(Directory.GetDirectories(project.At("Library/com.repartee.npc")), Is.Empty);
    }

    [Test]
    public void AStopEndsThePublish()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        string program = project.Write("Elsewhere/Repartee.TrainerHost.csproj", "<Project />");
        var sdk = new SdkPublish("dotnet", project.Unity.BuildFolder, _ => { }, stop.Token);
        Assert.That(() => TrainerHost.Publish(sdk, project.Unity, program, TorchBackend.None),
            Throws.InstanceOf<System.OperationCanceledException>());
    }
}
