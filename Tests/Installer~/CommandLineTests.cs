using System.IO;
using NUnit.Framework;
using Repartee.Editor.Installation;
using Repartee.Installer.Laying;

namespace Repartee.Installer.Tests;

public sealed class CommandLineTests
{
    private TemporaryProject project = null!;

    [SetUp]
    public void MakeProject() => project = new TemporaryProject();

    [TearDown]
    public void DeleteProject() => project.Dispose();

    [Test]
    public void AFolderThatIsNoProjectIsRefused()
    {
        File.Delete(project.At("ProjectSettings/ProjectVersion.txt"));
        (int exitCode, _, string error) = Run("install", "--project", project.Folder);
        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(error, Is.EqualTo(
            $"Expected a Unity project with Assets, Packages and ProjectSettings/ProjectVersion.txt in {project.Folder}, but found no "
            + "ProjectSettings/ProjectVersion.txt. Name the project's folder with --project, and open the project in Unity once.\n"));
    }

    [TestCase("", "Expected one of install, uninstall, status, but found nothing. See --help.\n")]
    [TestCase("remove", "Expected one of install, uninstall, status, but found \"remove\". See --help.\n")]
    public void AnUnknownVerbIsWrongUse(string verb, string message)
    {
        (int exitCode, _, string error) = Run(verb.Length == 0 ? [] : [verb]);
        Assert.That((exitCode, error), Is.EqualTo((2, message)));
    }

    [TestCase("--what", "all", "--what: expected one of frozen, process, in-process, but found \"all\".\n")]
    [TestCase("--torch", "rocm", "--torch: expected one of none, cpu, cuda-windows, cuda-linux, but found \"rocm\".\n")]
    public void AnUnknownValueIsTold(string option, string value, string message)
    {
        (int exitCode, _, string error) = Run("install", option, value, "--project", project.Folder);
        Assert.That((exitCode, error), Is.EqualTo((1, message)));
    }

    [Test]
    public void StatusTellsWhatIsMissingAndChanged()
    {
        Assert.That(Run("status", "--project", project.Folder).Output, Is.EqualTo("Not installed. Run install.\n"));
        var package = new EmbeddedPackage(InstallLayout.Dependencies, "0.0.1", "", "");
        package.AddEverywhere([project.Write("Library/A.dll", "A"), project.Write("Library/B.dll", "B")]);
        new Layer(project.Unity, _ => { }).Lay(package.Files, new InstallRecord(1, "0.0.1", "process", "cpu", []));
        File.Delete(project.At("Packages/com.repartee.dependencies/Plugins/A.dll"));
        project.Write("Packages/com.repartee.dependencies/Plugins/B.dll", "other");
        (int exitCode, string output, _) = Run("status", "--project", project.Folder);
        Assert.That(exitCode, Is.Zero);
        Assert.That(output, Is.EqualTo(
            "Repartee 0.0.1, process, torch cpu\n"
            + "Packages/com.repartee.dependencies/Plugins/A.dll: missing. Run install to lay it again.\n"
            + "Packages/com.repartee.dependencies/Plugins/B.dll: changed. Run install to lay it again.\n"
            + $"The package is {Installation.Version}. Run install to bring the libraries to it.\n"
            + "The trainer is not on this machine: it is not in version control. Run install here once.\n"));
    }

    [Test]
    public void UninstallWhereNothingIsLeavesAllAsItIs()
    {
        string[] before = project.Files();
        Assert.That(Run("uninstall", "--project", project.Folder), Is.EqualTo((0, "Removed all that was installed.\n", "")));
        Assert.That(project.Files(), Is.EqualTo(before));
    }

    private static (int ExitCode, string Output, string Error) Run(params string[] args)
    {
        StringWriter output = new() { NewLine = "\n" }, error = new() { NewLine = "\n" };
        int exitCode = new InstallerCommandLine(output, error).Run(args);
        return (exitCode, output.ToString(), error.ToString());
    }
}
