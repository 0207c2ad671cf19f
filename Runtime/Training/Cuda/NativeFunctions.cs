#nullable enable
using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using Repartee.Training.Native;

namespace Repartee.Training.Cuda
{
    /// <summary>The functions of one native library, found by name. The library stays loaded.</summary>
    internal sealed class NativeFunctions
    {
        private readonly IntPtr handle;
        private readonly string name;

        private NativeFunctions(IntPtr handle, string name)
        {
            this.handle = handle;
            this.name = name;
        }

        /// <summary>Opens the first of some libraries that can be opened: paths, or names that the system's loader finds. On Linux a library
        /// also answers for those it is linked to.</summary>
        /// <exception cref="CudaException">None can be opened.</exception>
        internal static NativeFunctions Open(params string[] candidates)
        {
            foreach (string candidate in candidates)
            {
                var handle = TryOpen(candidate);
                if (handle != IntPtr.Zero)
                    return new NativeFunctions(handle, candidate);
            }

            throw new CudaException(
                $"Expected one of {string.Join(", ", candidates)}, but none could be loaded. Install the NVIDIA driver, and a libtorch for " +
                "CUDA with all its files.");
        }

        /// <summary>Address of a function.</summary>
        /// <exception cref="CudaException">There is none of that name.</exception>
        internal IntPtr this[string function]
        {
            get
            {
                var address = TryFind(function);
                return address != IntPtr.Zero
                    ? address
                    : throw new CudaException($"Expected the function {function} in {name}, but found none: the library is older than CUDA 12. Update it.");
            }
        }

        /// <summary>Names of a library of CUDA's toolkit on this system, newest first.</summary>
        internal static IEnumerable<string> ToolkitNames(string name)
        {
            foreach (string version in new[] { "13", "12" })
            {
                yield return NativePlatform.IsWindows
                    ? name == "nvrtc" ? $"nvrtc64_{version}0_0.dll" : $"{name}64_{version}.dll"
                    : $"lib{name}.so.{version}";
            }
        }

#if NET8_0_OR_GREATER
        private static IntPtr TryOpen(string candidate) => NativeLibrary.TryLoad(candidate, out var handle) ? handle : IntPtr.Zero;

        private IntPtr TryFind(string function) => NativeLibrary.TryGetExport(handle, function, out var address) ? address : IntPtr.Zero;
#else
        private static IntPtr TryOpen(string candidate) => NativePlatform.IsWindows ? LoadLibrary(candidate) : IntPtr.Zero;

        private IntPtr TryFind(string function) => GetProcAddress(handle, function);

        [DllImport("kernel32", CharSet = CharSet.Unicode)]
        private static extern IntPtr LoadLibrary(string path);

        [DllImport("kernel32", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
        private static extern IntPtr GetProcAddress(IntPtr module, string function);
#endif
    }
}
