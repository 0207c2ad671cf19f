using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Repartee.Editor.Installation;

namespace Repartee.Installer.Publishing;

/// <summary>TorchSharp's native libraries for a Windows editor.</summary>
internal static class NativeLibraries
{
    /// <summary>Publishes them.</summary>
    /// <returns>Their paths.</returns>
    /// <exception cref="InstallationException">There are none for this backend, or they cannot be published.</exception>
    public static IReadOnlyList<string> Publish(SdkPublish sdk, string package, TorchBackend backend)
    {
        if (backend == TorchBackend.CudaLinux)
            throw new InstallationException(
                "Expected cpu, cuda-windows or none for --what in-process, as TorchSharp runs inside of Windows editors only, but found "
                + "cuda-linux. Train with --what process.");
        string project = Path.Combine(package, "Editor", "Installer~", "Natives", "Repartee.Natives.csproj");
        string output = Path.Combine(sdk.Artifacts, "Natives");
        sdk.Publish(project, output, "TorchBackend=" + InstallOptionNames.Of(backend));
        SplitFiles.Join(output, ResolvedPackages.Read(sdk.AssetsFile(project)));
        return DependencyGraph.Read(Path.Combine(output, "Repartee.Natives.deps.json")).Natives
            .Where(name => name.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)).Distinct()
            .Select(name => Path.Combine(output, name)).Where(File.Exists).OrderBy(path => path, StringComparer.Ordinal).ToArray();
    }
}
