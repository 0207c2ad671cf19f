#nullable enable
using System;
using System.Runtime.InteropServices;

namespace Repartee.Training.Native
{
    /// <summary>
    /// Lets glibc keep the memory of large tensors that libtorch frees: by default each one of over a few hundred kilobytes is mapped anew, and
    /// its pages are cleared one by one when they are touched. An update on the CPU takes a tenth less time that way. Linux with glibc alone;
    /// what the user set by a MALLOC_ variable stays.
    /// </summary>
    internal static class HostMemory
    {
        private const int TrimThreshold = -1, TopPad = -2, MapThreshold = -3;    // M_... in malloc.h
        private const int Megabyte = 1 << 20;

        private static readonly string[] Names = { "MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_", "MALLOC_TOP_PAD_", "GLIBC_TUNABLES" };

        /// <summary>Call before libtorch is loaded.</summary>
        internal static void Apply()
        {
            if (!NativePlatform.IsLinux || !Array.TrueForAll(Names, name => Environment.GetEnvironmentVariable(name) is null))
                return;
            try
            {
                SetOption(MapThreshold, 32 * Megabyte);                         // the most that glibc takes
                SetOption(TrimThreshold, 1024 * Megabyte);
                SetOption(TopPad, 64 * Megabyte);
            }
            catch (Exception error) when (error is EntryPointNotFoundException || error is DllNotFoundException)
            {
                // Another C library: it has its own ways.
            }
        }

        [DllImport("libc", EntryPoint = "mallopt")]
        private static extern int SetOption(int option, int value);
    }
}
