#nullable enable
using System;
using Repartee.Sessions;
using TorchSharp;

namespace Repartee.Training.Native
{
    /// <summary>
    /// Makes TorchSharp work in this process: finds libtorch, loads it in the right order and picks the device. A process has one
    /// libtorch, so this is the one static entry point; call it before the first use of <c>torch</c>. Every member is thread-safe.
    /// </summary>
    public static class NativeBackend
    {
        private static readonly object Gate = new object();
        private static LibTorchFolder? chosen;
        private static LoadedLibTorch? loaded;

        /// <summary>Where libtorch was loaded from.</summary>
        internal static string LoadedFolder
        {
            get
            {
                lock (Gate)
                    return chosen?.Path ?? throw new InvalidOperationException("Expected NativeBackend.Load before the first use of a GPU.");
            }
        }

        /// <summary>
        /// Loads libtorch on the first call; later calls return at once and only choose the device again.
        /// </summary>
        /// <param name="options">Where libtorch is and which device to use; null means every default.</param>
        /// <returns>What was loaded and from where.</returns>
        /// <exception cref="NativeBackendException">
        /// libtorch cannot be found or loaded, another one is already loaded, or the device is not available; the message says what to do.
        /// </exception>
        public static NativeBackendInfo Load(NativeBackendOptions? options = null)
        {
            options ??= new NativeBackendOptions();
            lock (Gate)
            {
                string? asked = options.LibTorchFolder ?? (chosen == null ? EnvironmentFolder() : null);
                LibTorchFolder folder = chosen != null && asked == null ? chosen : LibTorchFolder.Find(asked);
                if (chosen != null && chosen.Path != folder.Path) throw AlreadyLoaded(chosen, folder);

                // Decided before anything is mapped: libraries cannot be unmapped again, and a second libtorch aborts the process.
                chosen = folder;
                if (loaded is null)
                    AllocatorSettings.Apply();
                loaded ??= LoadedLibTorch.Load(folder, options);
                string device = loaded.UseDevice(options.Device);
                return new NativeBackendInfo(
                    folder.Source, folder.Path, device, loaded.Repaired, folder.StatedVersion(), torch.get_num_threads());
            }
        }

        private static string? EnvironmentFolder()
        {
            string? folder = Environment.GetEnvironmentVariable(NativeBackendOptions.LibTorchVariable);
            return string.IsNullOrWhiteSpace(folder) ? null : folder;
        }

        private static NativeBackendException AlreadyLoaded(LibTorchFolder chosen, LibTorchFolder asked) => new NativeBackendException(
            $"libtorch is already loaded from {chosen.Path}, but a later call asked for {asked.Path}. A process can hold only one " +
            "libtorch: pass the same folder (or none) to every call, or start a new process.");
    }
}
