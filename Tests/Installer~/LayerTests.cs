using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Repartee.Editor.Installation;
using Repartee.Installer.Laying;

namespace Repartee.Installer.Tests;

public sealed class LayerTests
{
    private const string Root = "Packages/com.repartee.dependencies/";
    private static readonly InstallRecord Record = new(InstallRecord.CurrentFormat, "1.0.0", "frozen", "none", []);
    private readonly List<string> lines = [];
    private TemporaryProject project = null!;

    [SetUp]
    public void MakeProject()
    {
        project = new TemporaryProject();
        lines.Clear();
    }

    [TearDown]
    public void DeleteProject() => project.Dispose();

    [Test]
    public void WhatIsLaidIsTakenAwayWhole()
    {
        string[] before = project.Files();
        Layer.Lay(Package("A.dll", "B.dll").Files, Record);
        Assert.That(project.Files().Except(before), Is.EqualTo(new[]
        {
            Root + "Plugins.meta", Root + "Plugins/A.dll", Root + "Plugins/A.dll.meta", Root + "Plugins/B.dll", Root + "Plugins/B.dll.meta",
            Root + "package.json", Root + "package.json.meta", InstallLayout.Record,
        }));
        Assert.That(Layer.Unlay(), Is.Empty);
        Assert.That(project.Files(), Is.EqualTo(before));
        Assert.That(Directory.GetDirectories(project.At("Packages")), Is.Empty);
    }

    [Test]
    public void LayingAgainWritesNothing()
    {
        Layer.Lay(Package("A.dll").Files, Record);
        var times = project.Files().ToDictionary(path => path, path => File.GetLastWriteTimeUtc(project.At(path)));
        string record = File.ReadAllText(project.At(InstallLayout.Record));
        Layer.Lay(Package("A.dll").Files, Record);
        Assert.That(
            project.Files().Where(path => path != InstallLayout.Record && File.GetLastWriteTimeUtc(project.At(path)) != times[path]),
            Is.Empty);
        Assert.That(File.ReadAllText(project.At(InstallLayout.Record)), Is.EqualTo(record));
        Assert.That(lines, Is.Empty);
    }

    [Test]
    public void AnUpdateRemovesWhatIsNoLongerNeeded()
    {
        Layer.Lay(Package("A.dll", "B.dll").Files, Record);
        Layer.Lay(Package("B.dll", "C.dll").Files, Record);
        Assert.That(project.Files().Where(path => path.EndsWith(".dll", StringComparison.Ordinal)),
            Is.EqualTo(new[] { Root + "Plugins/B.dll", Root + "Plugins/C.dll" }));
        Assert.That(File.Exists(project.At(Root + "Plugins/A.dll.meta")), Is.False);
        Assert.That(Layer.Unlay(), Is.Empty);
    }

    [Test]
    public void AChangedFileIsKeptWithItsMetaAndNamed()
    {
        Layer.Lay(Package("A.dll", "B.dll").Files, Record);
        project.Write(Root + "Plugins/A.dll", "patched");
        project.Write(Root + "Plugins/B.dll.meta", "as Unity likes it");
        Assert.That(Layer.Unlay(), Is.EquivalentTo(new[] { Root + "Plugins/A.dll", Root + "Plugins/A.dll.meta", Root + "Plugins.meta" }));
        Assert.That(project.Files().Where(path => path.StartsWith(Root, StringComparison.Ordinal)),
            Is.EqualTo(new[] { Root + "Plugins.meta", Root + "Plugins/A.dll", Root + "Plugins/A.dll.meta" }));
        Assert.That(lines, Is.EqualTo(new[]
        {
            $"Kept {Root}Plugins/A.dll, which was changed since it was laid. Delete it by hand if it is not wanted.",
        }));
    }

    [Test]
    public void AChangedFileIsReplacedByLayingAgainAndNamed()
    {
        Layer.Lay(Package("A.dll").Files, Record);
        project.Write(Root + "Plugins/A.dll", "patched");
        Layer.Lay(Package("A.dll").Files, Record);
        Assert.That(File.ReadAllText(project.At(Root + "Plugins/A.dll")), Is.EqualTo("A.dll 1"));
        Assert.That(lines, Is.EqualTo(new[] { $"Replaced {Root}Plugins/A.dll, which was not as an installation had laid it." }));
    }

    /// <summary>Of the steps of an update, each may be the last that was done.</summary>
    [Test]
    public void AnInterruptedUpdateCanBeTakenBackAndRepeated([Values(0, 1, 3, 5)] int steps, [Values] bool repeat)
    {
        string[] before = project.Files();
        Layer.Lay(Package("A.dll", "B.dll").Files, Record);
        LaidFile[] update = [.. Version("2", "A.dll", "B.dll").Files];
        Assert.That(() => Layer.Lay([.. update.Take(steps), new LaidFile(Root + "Z", project.At("gone"), null)], Record),
            Throws.InstanceOf<FileNotFoundException>());
        // What a kill leaves: the record of both versions, and some files of either.
        InstallRecord old = InstallRecord.Read(project.Unity);
        (old with { Files = [.. old.Files.Union(update.Select(Recorded))] }).Write(project.Unity);
        foreach (LaidFile file in update.Take(steps))
            ProjectFiles.Write(project.Unity, file);
        project.Write(Root + "Plugins/B.dll" + ProjectFiles.Unfinished, "half");

        if (repeat)
        {
            Layer.Lay(update, Record);
            Assert.That(File.ReadAllText(project.At(Root + "Plugins/B.dll")), Is.EqualTo("B.dll 2"));
        }

        ProjectFiles.DeleteUnfinished(project.At("Packages"));
        Assert.That(Layer.Unlay(), Is.Empty);
        Assert.That(project.Files(), Is.EqualTo(before));
        Assert.That(lines, Is.Empty);
    }

    [TestCase("Assets/Precious.txt")]
    [TestCase("Packages/com.repartee.dependencies/../../Assets/Precious.txt")]
    [TestCase("Packages/com.repartee.dependencies/./A.dll")]
    [TestCase("Packages/com.repartee.dependencies-of-mine/A.dll")]
    [TestCase("/etc/hosts")]
    [TestCase("Packages\\com.repartee.dependencies\\..\\A.dll")]
    public void ARecordThatNamesFilesOfOthersIsRefused(string path)
    {
        project.Write("Assets/Precious.txt", "");
        new InstallRecord(1, "", "", "", [new RecordedFile(path, new string('a', 64))]).Write(project.Unity);
        Assert.That(() => Layer.Unlay(), Throws.TypeOf<InstallationException>().With.Message.StartsWith(
            $"Expected {project.At(InstallLayout.Record)} to be a record of format 1 that names files of Repartee's packages only, but"));
        Assert.That(File.Exists(project.At("Assets/Precious.txt")));
    }

    [TestCase("")]
    [TestCase("[]")]
    [TestCase("{\"format\": 2, \"version\": \"\", \"what\": \"\", \"torch\": \"\", \"files\": []}")]
    [TestCase("{\"format\": 1, \"version\": \"\", \"what\": \"\", \"torch\": \"\", \"files\": [null]}")]
    [TestCase("{\"format\": 1}")]
    public void ARecordThatIsNoneIsRefused(string text)
    {
        project.Write(InstallLayout.Record, text);
        Assert.That(() => Layer.Lay([], Record),
            Throws.TypeOf<InstallationException>().With.Message.Contains("Restore it from version control"));
    }

    private Layer Layer => new(project.Unity, lines.Add);

    private EmbeddedPackage Package(params string[] libraries) => Version("1", libraries);

    private EmbeddedPackage Version(string version, params string[] libraries)
    {
        var package = new EmbeddedPackage("com.repartee.dependencies", "1.0.0", "", "");
        package.AddEverywhere(libraries.Select(name => project.Write($"Library/v{version}/{name}", $"{name} {version}")));
        return package;
    }

    private static RecordedFile Recorded(LaidFile file)
    {
        using Stream contents = file.Open();
        return new RecordedFile(file.Path, ProjectFiles.Hash(contents));
    }
}
