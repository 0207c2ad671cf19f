#nullable enable
using System.Collections.Generic;
using System.IO;
using System.Text.RegularExpressions;
using Repartee.Sessions;
using TorchSharp;
using IOPath = System.IO.Path;

namespace Repartee.Training.Native
{
    /// <summary>A folder that holds libtorch: beside the program, or where the caller points.</summary>
    internal sealed class LibTorchFolder
    {
        // In the order in which each needs the ones before it; the CUDA libraries exist in CUDA builds only.
        private static readonly string[] LoadOrder = { "c10", "torch_cpu", "c10_cuda", "torch_cuda", "torch" };

        private const string Package = "package";

        private LibTorchFolder(string path, string source)
        {
            Path = path;
            Source = source;
        }

        internal string Path { get; }

        internal string Source { get; }

        internal bool HasCuda => File.Exists(IOPath.Combine(Path, NativePlatform.FileName("torch_cuda")));

        /// <summary>Full paths of the libraries to load, in order.</summary>
        internal IEnumerable<string> Libraries()
        {
            foreach (string library in LoadOrder)
            {
                string path = IOPath.Combine(Path, NativePlatform.FileName(library));
                if (File.Exists(path)) yield return path;
            }
        }

        /// <summary>
        /// What a Python PyTorch states in version.py and an unpacked libtorch in build-version, both above lib; for a package, the
        /// version TorchSharp was built for. Call it after loading: it uses <see cref="torch"/>.
        /// </summary>
        internal string? StatedVersion()
        {
            if (Source == Package) return torch.__version__;
            string parent = IOPath.GetDirectoryName(Path) ?? Path;
            string unpacked = IOPath.Combine(parent, "build-version");
            if (File.Exists(unpacked)) return File.ReadAllText(unpacked).Trim();
            string python = IOPath.Combine(parent, "version.py");
            if (!File.Exists(python)) return null;
            Match match = Regex.Match(File.ReadAllText(python), "^__version__ *= *'([^']+)'", RegexOptions.Multiline);
            return match.Success ? match.Groups[1].Value : null;
        }

        internal static LibTorchFolder Find(string? asked)
        {
            return asked == null ? BesideTheProgram() : Named(NativePlatform.FullFolder(asked));
        }

        private static LibTorchFolder BesideTheProgram()
        {
            IReadOnlyList<string> folders = NativePlatform.ProgramFolders();
            foreach (string folder in folders)
                if (HoldsLibTorch(folder)) return new LibTorchFolder(folder, Package);

            throw new NativeBackendException(
                $"No libtorch was found. Looked for {NativePlatform.FileName("torch_cpu")} in: {string.Join(", ", folders)}. " +
                "Add the package " +
                $"libtorch-cpu-{NativePlatform.Rid} to the program (this repository's projects do it with " +
                "-p:TorchBackend=cpu, the default), " +
                $"or set {NativeBackendOptions.LibTorchVariable} to a folder that holds {NativePlatform.FileName("torch_cpu")}.");
        }

        private static LibTorchFolder Named(string root)
        {
            string lib = IOPath.Combine(root, "lib");
            foreach (string folder in new[] { lib, root })
            {
                if (!HoldsLibTorch(folder)) continue;
                RefuseSecondLibTorch(folder);
                return new LibTorchFolder(folder, "folder");
            }

            throw new NativeBackendException(
                $"The libtorch folder {root} holds no {NativePlatform.FileName("torch_cpu")}, neither directly nor in lib" +
                (Directory.Exists(root) ? "" : " (the folder does not exist)") +
                $". Point {NativeBackendOptions.LibTorchVariable} or LibTorchFolder at an unpacked libtorch or at the torch folder of a " +
                "Python PyTorch (.../site-packages/torch), or leave both unset to use the libtorch beside the program.");
        }

        // TorchSharp asks the runtime for torch_cpu by name, and the runtime prefers the program's folders to what is loaded already.
        private static void RefuseSecondLibTorch(string folder)
        {
            foreach (string own in NativePlatform.ImportFolders())
            {
                if (own == folder || !HoldsLibTorch(own)) continue;
                throw new NativeBackendException(
                    $"libtorch was asked for from {folder}, but the program carries another one in {own}. TorchSharp would load both, " +
                    "which aborts the process. Build the program without its own libtorch (this repository's projects: " +
                    $"-p:TorchBackend=none), or unset {NativeBackendOptions.LibTorchVariable} and LibTorchFolder.");
            }
        }

        private static bool HoldsLibTorch(string folder) => File.Exists(IOPath.Combine(folder, NativePlatform.FileName("torch_cpu")));
    }
}
