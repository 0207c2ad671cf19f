#nullable enable
using System;
using System.IO;
using System.Security.Cryptography;
using Repartee.Internal;
using Repartee.Sessions;

namespace Repartee.Training.Native
{
    /// <summary>
    /// TorchSharp's own native library. The packaged one needs the C++ runtime of GCC 13; where the system's is older (Debian 12,
    /// Ubuntu 22.04), a repaired copy in the user's cache is loaded instead, and the packaged file stays as it is.
    /// </summary>
    internal static class TorchSharpLibrary
    {
        /// <returns>Whether the repaired copy was needed.</returns>
        internal static bool Load(string path, string? cacheFolder)
        {
            string? error = SharedLibrary.TryLoad(path);
            if (error == null) return false;
            if (!NativePlatform.IsLinux || !error.Contains(ElfVersionRepair.Version, StringComparison.Ordinal))
                throw new NativeBackendException(
                    $"{path} did not load: {error}. It needs a libtorch that matches TorchSharp (2.10 or a later one with the same " +
                    "symbols) and the C++ runtime; install what the text names, or use another libtorch.");
            SharedLibrary.Load(RepairedCopy(path, cacheFolder ?? DefaultCacheFolder()));
            return true;
        }

        /// <summary>Writes the repaired copy unless the very same bytes are there already.</summary>
        /// <returns>The full path of the copy.</returns>
        internal static string RepairedCopy(string path, string cacheFolder)
        {
            byte[] original = File.ReadAllBytes(path);
            string copy = Path.Combine(Path.GetFullPath(cacheFolder), $"libLibTorchSharp-{Sha256(original)}.so");
            try
            {
                byte[] repaired = ElfVersionRepair.Repair(original);
                if (File.Exists(copy) && File.ReadAllBytes(copy).AsSpan().SequenceEqual(repaired)) return copy;
                Directory.CreateDirectory(cacheFolder);
                AtomicFile.Write(copy, stream => stream.Write(repaired, 0, repaired.Length));
                return copy;
            }
            catch (InvalidDataException e)
            {
                throw new NativeBackendException(
                    $"{path} needs {ElfVersionRepair.Version}, which this system's C++ runtime lacks, and cannot be repaired: " +
                    $"{e.Message}. " +
                    "Restore the package TorchSharp again, or use a system with GCC 13's libstdc++ or newer.", e);
            }
            catch (Exception e) when (e is IOException || e is UnauthorizedAccessException)
            {
                throw new NativeBackendException(
                    $"{path} needs a repaired copy on this system, but {copy} cannot be written: {e.Message} Point XDG_CACHE_HOME or " +
                    "CacheFolder at a folder that can be written.", e);
            }
        }

        private static string DefaultCacheFolder()
        {
            string? cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
            if (string.IsNullOrEmpty(cache)) cache = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
            if (string.IsNullOrEmpty(cache))
                throw new NativeBackendException(
                    "A repaired copy of TorchSharp's library is needed on this system, but the user has no home folder to keep it in. " +
                    "Set XDG_CACHE_HOME or CacheFolder to a folder that can be written.");
            return Path.Combine(cache, "repartee");
        }

        private static string Sha256(byte[] bytes)
        {
            using var sha = SHA256.Create();
            return BitConverter.ToString(sha.ComputeHash(bytes)).Replace("-", "").ToLowerInvariant();
        }
    }
}
