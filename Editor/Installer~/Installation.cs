using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading;
using Repartee.Editor.Installation;
using Repartee.Installer.Laying;
using Repartee.Installer.Publishing;

namespace Repartee.Installer;

/// <summary>What is to be installed.</summary>
/// <param name="Kind">How much.</param>
/// <param name="Backend">Which libtorch.</param>
/// <param name="KeepExisting">Leave out libraries that the project has already, rather than refusing.</param>
internal sealed record InstallRequest(InstallKind Kind, TorchBackend Backend, bool KeepExisting);

/// <summary>Installs into one project, removes, and tells what is there.</summary>
/// <param name="package">The folder of this package.</param>
/// <param name="unity">The project.</param>
/// <param name="line">Told what happens, a line at a time.</param>
internal sealed class Installation(string package, UnityProject unity, Action<string> line)
{
    /// <summary>The trainer's project; tests name a smaller one.</summary>
    public string TrainerHostProject { get; init; } =
        Path.Combine(package, "Runtime", "TrainerHost~", "Repartee.TrainerHost.csproj");

    public static string Version => typeof(Installation).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
        .InformationalVersion.Split('+')[0];

    public void Install(InstallRequest request, CancellationToken stop)
    {
        if (request.Kind == InstallKind.Frozen)
            request = request with { Backend = TorchBackend.None };
        var clock = Stopwatch.StartNew();
        var sdk = new SdkPublish(DotnetSdk.Find(), unity.BuildFolder, text => line("  " + text), stop);
        line($"Installing {InstallOptionNames.Of(request.Kind)} into {unity.Folder}");
        line("Fetching the managed libraries ...");
        ManagedClosure closure = ManagedClosure.Publish(sdk, package, request.Kind);
        IReadOnlyList<string> natives = [];
        if (request.Kind == InstallKind.InProcess && request.Backend != TorchBackend.None)
        {
            line("Fetching the native libraries for the Windows editor ...");
            natives = NativeLibraries.Publish(sdk, package, request.Backend);
        }

        HashSet<string> left = Existing(closure, natives, request.KeepExisting);
        bool Wanted(string path) => !left.Contains(Path.GetFileName(path));
        LaidFile[] files = Files(closure, natives, request.Kind, Wanted);
        stop.ThrowIfCancellationRequested();
        new Layer(unity, line).Lay(files, new InstallRecord(
            InstallRecord.CurrentFormat, Version, InstallOptionNames.Of(request.Kind), InstallOptionNames.Of(request.Backend), []));
        line($"Laid {files.Count(file => file.Path.EndsWith(".dll", StringComparison.Ordinal))} libraries, "
            + $"{Megabytes(files.Where(file => file.Source != null).Sum(file => new FileInfo(file.Source!).Length))}, into Packages.");

        if (request.Kind != InstallKind.Frozen)
            InstallTrainer(sdk, request.Backend);
        if (request.Kind == InstallKind.InProcess)
            line($"TorchSharp runs in Windows editors on Mono only. The natives are large: keep Packages/{InstallLayout.InProcess} "
                + "out of version control, or in Git LFS.");
        line($"Done in {clock.Elapsed.TotalSeconds:0} s. Go back to Unity: it imports the libraries and compiles Repartee.");
    }

    public void Uninstall()
    {
        IReadOnlyCollection<string> kept = new Layer(unity, line).Unlay();
        TrainerHost.Delete(unity);
        DeleteIfEmpty(unity.At($"Library/{InstallLayout.Package}"));
        line(kept.Count == 0 ? "Removed all that was installed." : $"Removed what was installed but for {kept.Count} files, named above.");
    }

    public void Status()
    {
        InstallRecord record = InstallRecord.Read(unity);
        if (record.Files.Count == 0)
        {
            line("Not installed. Run install.");
            return;
        }

        line($"Repartee {record.Version}, {record.What}, torch {record.Torch}");
        string[] bad = record.Files.ToLookup(file => file.Path, file => file.Sha256)
            .Where(file => !file.Key.EndsWith(".meta", StringComparison.Ordinal))
            .Where(file => !File.Exists(unity.At(file.Key)) || !file.Contains(ProjectFiles.Hash(unity.At(file.Key))))
            .Select(file => file.Key).ToArray();
        foreach (string path in bad)
            line($"{path}: {(File.Exists(unity.At(path)) ? "changed" : "missing")}. Run install to lay it again.");
        if (bad.Length == 0)
            line($"{record.Files.Count(file => file.Path.EndsWith(".dll", StringComparison.Ordinal))} libraries, all as they were laid.");
        if (record.Version != Version)
            line($"The package is {Version}. Run install to bring the libraries to it.");
        if (record.What != InstallOptionNames.Of(InstallKind.Frozen))
            line(InstallLayout.HasTrainerHost(unity.Folder)
                ? $"The trainer is at {unity.Relative(unity.TrainerHostFolder)}, {Megabytes(Size(unity.TrainerHostFolder))}."
                : "The trainer is not on this machine: it is not in version control. Run install here once.");
    }

    private void InstallTrainer(SdkPublish sdk, TorchBackend backend)
    {
        line($"Publishing the trainer, torch {InstallOptionNames.Of(backend)} ...");
        foreach (string name in TrainerHost.Publish(sdk, unity, TrainerHostProject, backend))
            line($"Joined the parts of {name}.");
        line($"The trainer is at {unity.Relative(unity.TrainerHostFolder)}, {Megabytes(Size(unity.TrainerHostFolder))}.");
    }

    private LaidFile[] Files(ManagedClosure closure, IReadOnlyList<string> natives, InstallKind kind, Func<string, bool> wanted)
    {
        string notices = Path.Combine(package, "Third Party Notices.md");
        var dependencies = new EmbeddedPackage(InstallLayout.Dependencies, Version, "Repartee: libraries",
            "Libraries that Repartee compiles against. Its installer wrote this folder and removes it; keep it in version control.");
        dependencies.AddEverywhere(closure.Player.Where(wanted));
        dependencies.AddEditorOnly(closure.EditorOnly.Where(wanted));
        dependencies.AddText(notices);
        if (kind != InstallKind.InProcess)
            return [.. dependencies.Files];
        var inProcess = new EmbeddedPackage(InstallLayout.InProcess, Version, "Repartee: training inside of the Windows editor",
            "TorchSharp and its native libraries, for the Windows editor only. Repartee's installer wrote this folder and removes it.");
        inProcess.AddEditorOnly(closure.InProcess.Where(wanted));
        inProcess.AddWindowsEditorOnly(natives.Where(wanted));
        inProcess.AddText(notices);
        return [.. dependencies.Files, .. inProcess.Files];
    }

    /// <summary>The libraries that the project has from elsewhere: Unity refuses two of one name.</summary>
    private HashSet<string> Existing(ManagedClosure closure, IReadOnlyList<string> natives, bool keep)
    {
        HashSet<string> ours = closure.Player.Concat(closure.EditorOnly).Concat(closure.InProcess).Concat(natives)
            .Select(path => Path.GetFileName(path)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        string[] found = unity.Libraries(InstallLayout.Dependencies, InstallLayout.InProcess)
            .Where(path => ours.Contains(Path.GetFileName(path))).OrderBy(path => path, StringComparer.Ordinal).ToArray();
        if (found.Length > 0 && !keep)
            throw new InstallationException(
                $"Expected no library of the same name in the project, as Unity refuses two, but found {string.Join(", ", found)}. "
                + "Remove what brings them, or pass --keep-existing to leave Repartee's out and use those.");
        foreach (string path in found)
            line($"Left out {Path.GetFileName(path)}: the project has {path}.");
        return found.Select(path => Path.GetFileName(path)).ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    private static long Size(string folder) => Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
        .Sum(path => new FileInfo(path).Length);

    private static string Megabytes(long bytes) => FormattableString.Invariant($"{bytes / 1e6:0.0} MB");

    private static void DeleteIfEmpty(string folder)
    {
        if (Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
            Directory.Delete(folder);
    }
}
