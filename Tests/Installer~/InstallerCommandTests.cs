using System;
using NUnit.Framework;
using Repartee.Editor.Installation;

namespace Repartee.Installer.Tests;

public sealed class InstallerCommandTests
{
    [Test]
    public void TheLineNamesAllThatIsAsked() => Assert.That(
        InstallerCommand.Install("/my package/", "/my game", InstallKind.Process, TorchBackend.CudaLinux, keepExisting: true).Line,
        Is.EqualTo("run --project \"/my package/Editor/Installer~/Repartee.Installer.csproj\" -c Release "
            + "\"-p:ArtifactsPath=/my game/Library/com.repartee.npc/Build\" -- install --what process --torch cuda-linux --keep-existing "
            + "--project \"/my game\" --stop-with-input"));

    [Test]
    public void FrozenNeedsNoBackend() => Assert.That(
        InstallerCommand.Install("/p", "/g", InstallKind.Frozen, TorchBackend.Cpu).Line,
        Does.EndWith(" -- install --what frozen --project /g --stop-with-input"));

    [Test]
    public void UninstallAndStatusNeedTheProjectAlone()
    {
        Assert.That(InstallerCommand.Uninstall("/p", "/g").Line, Does.EndWith(" -- uninstall --project /g --stop-with-input"));
        Assert.That(InstallerCommand.Status("/p", "/g").Line, Does.EndWith(" -- status --project /g --stop-with-input"));
    }

    [TestCase("")]
    [TestCase("a\"b")]
    [TestCase("a\nb")]
    public void AFolderThatCannotBeQuotedIsRefused(string folder) => Assert.That(
        () => InstallerCommand.Status("/p", folder),
        Throws.TypeOf<ArgumentException>().With.Message.StartsWith("Expected a folder without quotation marks and line breaks in its"));

    [TestCase("what", "--what: expected one of frozen, process, in-process, but found \"what\".")]
    public void AnUnknownKindIsTold(string name, string message) =>
        Assert.That(() => InstallOptionNames.Kind(name), Throws.TypeOf<InstallationException>().With.Message.EqualTo(message));

    [Test]
    public void NamesReadWhatTheyWrite()
    {
        foreach (InstallKind kind in Enum.GetValues<InstallKind>())
            Assert.That(InstallOptionNames.Kind(InstallOptionNames.Of(kind)), Is.EqualTo(kind));
        foreach (TorchBackend backend in Enum.GetValues<TorchBackend>())
            Assert.That(InstallOptionNames.Backend(InstallOptionNames.Of(backend)), Is.EqualTo(backend));
    }
}
