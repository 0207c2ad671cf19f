#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using Repartee.Sessions;
using TorchSharp;

namespace Repartee.Training.Native
{
    /// <summary>How native libraries are called on this system, and where a program keeps its own.</summary>
    internal static class NativePlatform
    {
        internal static bool IsWindows => RuntimeInformation.IsOSPlatform(OSPlatform.Windows);

        internal static bool IsLinux => RuntimeInformation.IsOSPlatform(OSPlatform.Linux);

        /// <summary>The runtime identifier of TorchSharp's native packages for this process.</summary>
        internal static string Rid
        {
            get
            {
                Architecture architecture = RuntimeInformation.ProcessArchitecture;
                if (IsWindows && architecture == Architecture.X64) return "win-x64";
                if (IsWindows && architecture == Architecture.Arm64) return "win-arm64";
                if (IsLinux && architecture == Architecture.X64) return "linux-x64";
                if (RuntimeInformation.IsOSPlatform(OSPlatform.OSX) && architecture == Architecture.Arm64) return "osx-arm64";
                throw new NativeBackendException(
                    $"TorchSharp has native libraries for win-x64, win-arm64, linux-x64 and osx-arm64, but this process runs on " +
                    $"{RuntimeInformation.OSDescription} ({architecture}). Train on one of those; a frozen actor needs no libtorch.");
            }
        }

        /// <summary>The file name of a library, for example <c>libtorch_cpu.so</c> for <c>torch_cpu</c>.</summary>
        internal static string FileName(string library) =>
            IsWindows ? library + ".dll" : IsLinux ? "lib" + library + ".so" : "lib" + library + ".dylib";

        /// <summary>A folder's full path without a separator at its end, so that equal folders have equal texts.</summary>
        internal static string FullFolder(string folder)
        {
            string full = Path.GetFullPath(folder);
            string trimmed = full.TrimEnd(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar);
            return trimmed.Length > 0 ? trimmed : full;
        }

        /// <summary>The existing folders that may hold the program's own native libraries, each once, in the order of search.</summary>
        internal static IReadOnlyList<string> ProgramFolders()
        {
            var folders = new List<string> { AppContext.BaseDirectory };
            folders.Add(Path.Combine(AppContext.BaseDirectory, "runtimes", Rid, "native"));
            folders.AddRange(RuntimeFolders());
            return Existing(folders);
        }

        /// <summary>The existing folders in which the runtime itself looks for TorchSharp's imports.</summary>
        internal static IReadOnlyList<string> ImportFolders()
        {
            var folders = new List<string> { AppContext.BaseDirectory };
            folders.AddRange(RuntimeFolders());
            return Existing(folders);
        }

        private static IEnumerable<string> RuntimeFolders()
        {
            string assembly = typeof(torch).Assembly.Location;
            if (assembly.Length > 0) yield return Path.GetDirectoryName(assembly)!;
            string listed = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
            foreach (string folder in listed.Split(new[] { Path.PathSeparator }, StringSplitOptions.RemoveEmptyEntries))
                yield return folder;
        }

        private static IReadOnlyList<string> Existing(IEnumerable<string> folders)
        {
            var result = new List<string>();
            foreach (string folder in folders)
            {
                string full = FullFolder(folder);
                if (Directory.Exists(full) && !result.Contains(full)) result.Add(full);
            }

            return result;
        }
    }
}
