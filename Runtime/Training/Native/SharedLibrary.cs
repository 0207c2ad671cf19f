#nullable enable
using System;
using System.ComponentModel;
using System.Runtime.InteropServices;
using Repartee.Sessions;

namespace Repartee.Training.Native
{
    /// <summary>Maps one native library by absolute path, its neighbours serving as its dependencies.</summary>
    internal static class SharedLibrary
    {
        /// <exception cref="NativeBackendException">The system's loader refused; its own words are in the message.</exception>
        internal static void Load(string path)
        {
            string? error = TryLoad(path);
            if (error == null) return;
            throw new NativeBackendException(
                $"{path} did not load: {error}. The file may be for another system or incomplete, or a library it needs is missing " +
                "(a CUDA PyTorch needs its nvidia packages beside it). Repair that installation, or unset " +
                $"{NativeBackendOptions.LibTorchVariable} to use the libtorch beside the program.");
        }

#if NET8_0_OR_GREATER
        /// <returns>Null when the library is loaded, otherwise what the system's loader said.</returns>
        internal static string? TryLoad(string path)
        {
            try
            {
                NativeLibrary.Load(path);
                return null;
            }
            catch (Exception e) when (e is DllNotFoundException || e is BadImageFormatException)
            {
                return WordsOfTheSystem(e.Message);
            }
        }

        // Where the system's loader says something, .NET puts a line of advice before it.
        private static string WordsOfTheSystem(string message)
        {
            int advice = message.IndexOf('\n');
            return message.Substring(advice + 1).Trim().TrimEnd('.').Replace("\n", "; ");
        }
#else
        private const uint SearchBesideTheLibrary = 0x8; // LOAD_WITH_ALTERED_SEARCH_PATH

        /// <returns>Null when the library is loaded, otherwise what the system's loader said.</returns>
        internal static string? TryLoad(string path)
        {
            if (!NativePlatform.IsWindows)
                return "TorchSharp's .NET Standard build loads libtorch on Windows only; train in a .NET 8 process on this system";
            return LoadLibraryEx(path, IntPtr.Zero, SearchBesideTheLibrary) != IntPtr.Zero
                ? null
                : new Win32Exception(Marshal.GetLastWin32Error()).Message;
        }

        [DllImport("kernel32", CharSet = CharSet.Unicode, SetLastError = true)]
        private static extern IntPtr LoadLibraryEx(string path, IntPtr reserved, uint flags);
#endif
    }
}
