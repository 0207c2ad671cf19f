using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.Json;
using System.Threading;
using System.Xml.Linq;
using NUnit.Framework;
using Repartee.Editor.Installation;

namespace Repartee.Installer.Tests;

/// <summary>The package in a Unity project's cache, and its installer started as the editor's menu starts it.</summary>
public sealed class PackageInstallationTests
{
    private const string Plugins = "Packages/com.repartee.dependencies/Plugins/";

    private static readonly string[] Player =
    [
        "Microsoft.Bcl.AsyncInterfaces.dll", "Microsoft.Extensions.DependencyInjection.Abstractions.dll",
        "Microsoft.Extensions.Logging.Abstractions.dll", "System.IO.Pipelines.dll", "System.Runtime.CompilerServices.Unsafe.dll",
        "System.Text.Encodings.Web.dll", "System.Text.Json.dll",
    ];

    private static readonly string[] EditorOnly = ["Microsoft.Bcl.TimeProvider.dll"];

    private readonly List<string> lines = [];
    private TemporaryProject project = null!;
    private string package = null!;
    private Dictionary<string, DateTime> packed = null!;
    private string[] before = null!;

    [OneTimeSetUp]
    public void Install()
    {
        project = new TemporaryProject();
        before = project.Files();
        package = project.At("Library/PackageCache/com.repartee.npc@1.2.3");
        PackedPackage.Unpack(package);
        packed = Times();
        if (!OperatingSystem.IsWindows())
            foreach (string path in Directory.GetFileSystemEntries(package, "*", SearchOption.AllDirectories).Append(package))
                File.SetUnixFileMode(path, File.GetUnixFileMode(path)
                    & ~(UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite));
        int exitCode = InstallerCommand.Install(package, project.Folder, InstallKind.Frozen, TorchBackend.None)
            .Run(DotnetSdk.Find(), lines.Add, CancellationToken.None);
        Assert.That(exitCode, Is.Zero, string.Join("\n", lines));
    }

    [OneTimeTearDown]
    public void Delete()
    {
        if (!OperatingSystem.IsWindows() && Directory.Exists(package))
            foreach (string path in Directory.GetDirectories(package, "*", SearchOption.AllDirectories).Append(package))
                File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.UserWrite);
        project.Dispose();
    }

    [Test, Order(0)]
    public void ThePackageFolderStaysAsItWas() => Assert.That(Times(), Is.EqualTo(packed));

    [Test, Order(0)]
    public void TheClosureIsExactlyThis()
    {
        Assert.That(Laid(""), Is.EqualTo(Player));
        Assert.That(Laid("Editor/"), Is.EqualTo(EditorOnly));
        long size = project.Files().Where(IsLibrary).Sum(path => new FileInfo(project.At(path)).Length);
        TestContext.Out.WriteLine($"{Player.Length + EditorOnly.Length} libraries, {size} bytes");
        Assert.That(size, Is.LessThan(1_300_000));
        Assert.That(lines, Has.Some.StartsWith("Laid 8 libraries, 1.1 MB, into Packages."));
    }

    [Test, Order(0)]
    public void EveryLibraryHasAMeta() => Assert.That(
        project.Files().Where(path => path.StartsWith("Packages/com.repartee.", StringComparison.Ordinal) && !IsMeta(path))
            .Where(path => !File.Exists(project.At(path + ".meta"))), Is.Empty);

    /// <summary>What the assemblies ask for, and nothing that players do not have.</summary>
    [Test, Order(0)]
    public void TheAssemblyDefinitionsFindTheirLibraries()
    {
        Assert.That(Precompiled("Runtime/Repartee.asmdef").Union(Precompiled("Runtime/Frozen/Repartee.Frozen.asmdef")).Except(Player),
            Is.Empty);
        Assert.That(Precompiled("Runtime/Sessions/Repartee.Sessions.asmdef").Union(Precompiled("Editor/Repartee.Editor.asmdef"))
            .Except(Player).Except(EditorOnly), Is.Empty);
    }

    /// <summary>What each library refers to is laid too, or in .NET Standard 2.1, which Unity has.</summary>
    [Test, Order(0)]
    public void EveryReferenceOfEveryLibraryIsThere()
    {
        string[] standard =
        [
            "netstandard", "System.Buffers", "System.Memory", "System.Numerics.Vectors", "System.Threading.Tasks.Extensions",
        ];
        IEnumerable<string> inPlayers = Player.Select(Path.GetFileNameWithoutExtension).Concat(standard)!;
        Assert.That(Laid("").SelectMany(name => References(Plugins + name)).Except(inPlayers), Is.Empty);
        Assert.That(Laid("Editor/").SelectMany(name => References(Plugins + "Editor/" + name)).Except(inPlayers), Is.Empty);
        Assert.That(Player.Select(Path.GetFileNameWithoutExtension).Intersect(standard), Is.Empty);
    }

    /// <summary>The packages that the closure starts from are those that the projects in Runtime use.</summary>
    [Order(0)]
    [TestCase("Player", "Runtime/Repartee.csproj", "Runtime/Frozen/Repartee.Frozen.csproj")]
    [TestCase("Editor", "Runtime/Sessions/Repartee.Sessions.csproj")]
    [TestCase("InProcess", "Runtime/Training/Repartee.Training.csproj")]
    public void TheClosureStartsFromThePackagesOfTheProjects(string label, params string[] projects)
    {
        XElement closure = XElement.Load(Path.Combine(package, "Editor/Installer~/Closure/Repartee.Closure.csproj"));
        string[] known = [.. closure.Elements("ItemGroup").Where(group => (string?)group.Attribute("Label") != label).SelectMany(Packages)];
        Assert.That(closure.Elements("ItemGroup").Where(group => (string?)group.Attribute("Label") == label).SelectMany(Packages),
            Is.EquivalentTo(projects.SelectMany(path => Packages(XElement.Load(Path.Combine(package, path)))).Except(known)));
    }

    [Test, Order(1)]
    public void ALibraryOfTheProjectsOwnIsAnErrorOrIsKept()
    {
        project.Write("Assets/Plugins/system.text.json.dll", "");
        project.Write("Assets/Hidden~/System.Text.Json.dll", "");
        try
        {
            (int exitCode, string output) = Run("install", "--what", "frozen", "--project", project.Folder);
            Assert.That(exitCode, Is.EqualTo(1));
            Assert.That(output, Does.Contain(
                "but found Assets/Plugins/system.text.json.dll. Remove what brings them, or pass --keep-existing"));
            (exitCode, output) = Run("install", "--what", "frozen", "--keep-existing", "--project", project.Folder);
            Assert.That(exitCode, Is.Zero, output);
            Assert.That(output, Does.Contain("Left out system.text.json.dll: the project has Assets/Plugins/system.text.json.dll."));
            Assert.That(Laid(""), Is.EqualTo(Player.Except(["System.Text.Json.dll"])));
        }
        finally
        {
            Directory.Delete(project.At("Assets/Plugins"), recursive: true);
            Directory.Delete(project.At("Assets/Hidden~"), recursive: true);
        }
    }

    [Test, Order(1)]
    public void TheInstallerStopsWhenTheEditorSaysSo()
    {
        using var stop = new CancellationTokenSource();
        var said = new List<string>();
        Assert.That(
            () => InstallerCommand.Install(package, project.Folder, InstallKind.Process, TorchBackend.None).Run(DotnetSdk.Find(), line =>
            {
                said.Add(line);
                if (line.StartsWith("Fetching", StringComparison.Ordinal))
                    stop.Cancel();
            }, stop.Token),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(said, Has.None.StartsWith("Laid"));
        Assert.That(said[^1], Is.EqualTo("Stopped. Run install again to go on."));
    }

    [Test, Order(2)]
    public void UninstallLeavesTheProjectAsItWas()
    {
        int exitCode = InstallerCommand.Uninstall(package, project.Folder).Run(DotnetSdk.Find(), lines.Add, CancellationToken.None);
        Assert.That(exitCode, Is.Zero, string.Join("\n", lines));
        Assert.That(project.Files(), Is.EqualTo(before));
        Assert.That(Directory.GetDirectories(project.At("Packages")), Is.Empty);
    }

    private (int ExitCode, string Output) Run(params string[] args)
    {
        var output = new StringWriter();
        int exitCode = new InstallerCommandLine(output, output, package).Run(args);
        return (exitCode, output.ToString());
    }

    private IEnumerable<string> Laid(string folder) => project.Files()
        .Where(path => IsLibrary(path) && path[..(path.LastIndexOf('/') + 1)] == Plugins + folder).Select(Path.GetFileName)!;

    private IEnumerable<string> References(string path)
    {
        using var file = new PEReader(File.OpenRead(project.At(path)));
        MetadataReader metadata = file.GetMetadataReader();
        return metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name)).ToArray();
    }

    private string[] Precompiled(string path)
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(Path.Combine(package, path)));
        return json.RootElement.GetProperty("precompiledReferences").EnumerateArray().Select(name => name.GetString()!).ToArray();
    }

    private Dictionary<string, DateTime> Times() => Directory.GetFileSystemEntries(package, "*", SearchOption.AllDirectories)
        .ToDictionary(path => path, path => File.GetLastWriteTimeUtc(path));

    private static IEnumerable<string> Packages(XElement xml) => xml.Descendants("PackageReference")
        .Where(item => (string?)item.Attribute("PrivateAssets") != "all").Select(item => (string)item.Attribute("Include")!);

    private static bool IsLibrary(string path) => path.EndsWith(".dll", StringComparison.Ordinal)
        && path.StartsWith(Plugins, StringComparison.Ordinal);

    private static bool IsMeta(string path) => path.EndsWith(".meta", StringComparison.Ordinal);
}
