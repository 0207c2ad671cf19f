#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Repartee.Editor.Installation;
using Repartee.Editor.Settings;
using Repartee.Sessions.Client;

namespace Repartee.Editor.Play
{
    /// <summary>Where the trainer and its libtorch lie.</summary>
    internal static class TrainerFiles
    {
        private const string LibTorchVariable = "REPARTEE_LIBTORCH";

        private static readonly string[] Cpu = { "torch_cpu.dll", "libtorch_cpu.so", "libtorch_cpu.dylib" };
        private static readonly string[] Cuda = { "torch_cuda.dll", "libtorch_cuda.so" };

        /// <summary>What the process is started with.</summary>
        internal static TrainerProcessOptions Process(ReparteeSettings settings, string project) => new TrainerProcessOptions
        {
            HostPath = string.IsNullOrWhiteSpace(settings.HostPath)
                ? InstallLayout.TrainerHostFolder(project)
                : Path.GetFullPath(Path.Combine(project, settings.HostPath)),
            DotnetPath = string.IsNullOrWhiteSpace(settings.DotnetPath) ? null : settings.DotnetPath,
        };

        /// <returns>Folder of libtorch, and whether it is one for CUDA; null where there is none.</returns>
        internal static (string Folder, bool HasCuda)? LibTorch(string hostFile, Func<string, string?> variable)
        {
            IEnumerable<string> folders = variable(LibTorchVariable) is string named && named.Length > 0
                ? new[] { named, Path.Combine(named, "lib") }
                : Beside(Path.GetDirectoryName(hostFile)!);
            return folders.Where(folder => Holds(folder, Cpu)).Select(folder => ((string, bool)?)(folder, Holds(folder, Cuda)))
                .FirstOrDefault();
        }

        private static IEnumerable<string> Beside(string host)
        {
            string runtimes = Path.Combine(host, "runtimes");
            return new[] { host }.Concat(
                Directory.Exists(runtimes)
                    ? Directory.EnumerateDirectories(runtimes).Select(rid => Path.Combine(rid, "native"))
                    : Array.Empty<string>());
        }

        private static bool Holds(string folder, string[] names) => names.Any(name => File.Exists(Path.Combine(folder, name)));
    }
}
