#nullable enable
using System;
using System.IO;
using System.Linq;
using System.Text;
using Repartee.Training.Native;

namespace Repartee.Training.Cuda
{
    /// <summary>NVIDIA's run-time compiler (NVRTC, docs.nvidia.com/cuda/nvrtc), which comes with every libtorch for CUDA.</summary>
    internal static unsafe class KernelCompiler
    {
        /// <param name="source">CUDA C++.</param>
        /// <param name="capability">Of the device: 90 for an H100.</param>
        /// <param name="defines">Such as <c>FLOAT32</c>.</param>
        /// <param name="libTorchFolder">Where libtorch was loaded from.</param>
        /// <returns>Machine code for that device.</returns>
        /// <exception cref="CudaException">The compiler is not there, or does not like the source.</exception>
        internal static byte[] Compile(string source, int capability, string[] defines, string libTorchFolder)
        {
            var stub = Path.Combine(libTorchFolder, NativePlatform.FileName("caffe2_nvrtc"));    // on Linux linked to the compiler of its version
            var names = NativeFunctions.ToolkitNames("nvrtc");
            var f = NativeFunctions.Open((NativePlatform.IsWindows ? names : names.Prepend(stub)).ToArray());
            var create = (delegate* unmanaged[Cdecl]<IntPtr*, byte*, byte*, int, byte**, byte**, int>)f["nvrtcCreateProgram"];
            var compile = (delegate* unmanaged[Cdecl]<IntPtr, int, byte**, int>)f["nvrtcCompileProgram"];
            var destroy = (delegate* unmanaged[Cdecl]<IntPtr*, int>)f["nvrtcDestroyProgram"];
            IntPtr program;
            fixed (byte* text = Encoding.UTF8.GetBytes(source + '\0'))
                Check(create(&program, text, null, 0, null, null));
            try
            {
                var options = defines.Select(d => "--define-macro=" + d).Prepend("--std=c++17").Prepend($"--gpu-architecture=sm_{capability}");
                byte[] joined = Encoding.ASCII.GetBytes(string.Concat(options.Select(option => option + '\0')));
                byte** pointers = stackalloc byte*[defines.Length + 2];
                fixed (byte* start = joined)
                {
                    int count = 0;
                    for (int i = 0; i < joined.Length; i++)
                    {
                        if (i == 0 || joined[i - 1] == 0)
                            pointers[count++] = start + i;
                    }

                    if (compile(program, count, pointers) != 0)
                        throw new CudaException("The CUDA kernels did not compile: " + Text(f, program, "nvrtcGetProgramLogSize", "nvrtcGetProgramLog"));
                }

                return Bytes(f, program, "nvrtcGetCUBINSize", "nvrtcGetCUBIN");
            }
            finally
            {
                destroy(&program);
            }
        }

        private static string Text(NativeFunctions f, IntPtr program, string size, string get) =>
            Encoding.UTF8.GetString(Bytes(f, program, size, get)).TrimEnd('\0', '\n');

        private static byte[] Bytes(NativeFunctions f, IntPtr program, string size, string get)
        {
            UIntPtr length;
            Check(((delegate* unmanaged[Cdecl]<IntPtr, UIntPtr*, int>)f[size])(program, &length));
            var bytes = new byte[(int)length];
            fixed (byte* start = bytes)
                Check(((delegate* unmanaged[Cdecl]<IntPtr, byte*, int>)f[get])(program, start));
            return bytes;
        }

        private static void Check(int result)
        {
            if (result != 0)
                throw new CudaException($"CUDA's run-time compiler failed with code {result} (docs.nvidia.com/cuda/nvrtc, nvrtcResult).");
        }
    }
}
