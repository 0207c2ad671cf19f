#nullable enable
using System;
using System.IO;
using System.Linq;
using Repartee.Sessions;
using TorchSharp;

namespace Repartee.Training.Native
{
    /// <summary>libtorch and TorchSharp's own library, mapped into this process for good.</summary>
    internal sealed class LoadedLibTorch
    {
        private readonly LibTorchFolder folder;

        private LoadedLibTorch(LibTorchFolder folder, bool repaired)
        {
            this.folder = folder;
            Repaired = repaired;
        }

        internal bool Repaired { get; }

        /// <summary>
        /// Maps every library by absolute path, dependencies first; TorchSharp then finds them by their names. Left to itself it
        /// would search the program's folders only, and on failure copy 500 MB about.
        /// </summary>
        internal static LoadedLibTorch Load(LibTorchFolder folder, NativeBackendOptions options)
        {
            foreach (string library in folder.Libraries()) SharedLibrary.Load(library);
            bool repaired = TorchSharpLibrary.Load(FindTorchSharp(folder), options.CacheFolder);
            try
            {
                // CUDA first where it exists: TorchSharp picks the backend on its first use.
                if (folder.HasCuda) torch.TryInitializeDeviceType(DeviceType.CUDA);
                torch.InitializeDeviceType(DeviceType.CPU);
            }
            catch (Exception e) when (e is TypeInitializationException || e is NotSupportedException || e is InvalidOperationException)
            {
                throw new NativeBackendException(
                    $"libtorch was loaded from {folder.Path}, but TorchSharp refused it: {e.GetBaseException().Message} Call " +
                    "NativeBackend.Load before the first use of torch; if it was the first, report this text.", e);
            }

            return new LoadedLibTorch(folder, repaired);
        }

        /// <summary>The device that the choice stands for, ready for use: <c>cpu</c> or <c>cuda:0</c>.</summary>
        internal string UseDevice(DeviceChoice choice)
        {
            if (choice == DeviceChoice.Cpu) return "cpu";
            if (folder.HasCuda && torch.cuda.is_available()) return "cuda:0";
            if (choice == DeviceChoice.Auto) return "cpu";
            string why = folder.HasCuda
                ? "torch.cuda.is_available() is false: no NVIDIA GPU or no driver is visible to this process"
                : $"the libtorch in {folder.Path} is a CPU build (no {NativePlatform.FileName("torch_cuda")})";
            throw new NativeBackendException(
                $"Device cuda was asked for, but {why}. Use --device cpu or --device auto, or set " +
                $"{NativeBackendOptions.LibTorchVariable} " +
                "to the torch folder of a CUDA PyTorch (.../site-packages/torch) on a machine with a GPU.");
        }

        private static string FindTorchSharp(LibTorchFolder folder)
        {
            string name = NativePlatform.FileName("LibTorchSharp");
            string[] folders = NativePlatform.ProgramFolders().Append(folder.Path).Distinct().ToArray();
            foreach (string candidate in folders)
                if (File.Exists(Path.Combine(candidate, name))) return Path.Combine(candidate, name);

            throw new NativeBackendException(
                $"TorchSharp's own library {name} was not found. Looked in: {string.Join(", ", folders)}. It comes with the package " +
                "TorchSharp: build the program (not only its libraries), or copy the file beside it.");
        }
    }
}
