#nullable enable
using System;
using System.Runtime.InteropServices;

namespace Repartee.Training.Native
{
    /// <summary>
    /// Asks libtorch's CUDA allocator for expandable segments: memory that was freed in small parts can serve large ones. It reads its
    /// settings from the C library's environment, which .NET's does not reach. Linux alone has them; what the user set stays.
    /// </summary>
    internal static class AllocatorSettings
    {
        private static readonly string[] Names = { "PYTORCH_CUDA_ALLOC_CONF", "PYTORCH_ALLOC_CONF" };

        /// <summary>Call before libtorch is loaded.</summary>
        internal static void Apply()
        {
            if (NativePlatform.IsLinux && Array.TrueForAll(Names, name => Environment.GetEnvironmentVariable(name) is null))
                SetEnvironment(Names[0], "expandable_segments:True", 0);
        }

        [DllImport("libc", EntryPoint = "setenv", CharSet = CharSet.Ansi)]
        private static extern int SetEnvironment(string name, string value, int overwrite);
    }
}
