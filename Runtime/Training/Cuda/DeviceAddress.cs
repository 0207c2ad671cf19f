#nullable enable
using System;
using System.IO;
using Repartee.Training.Native;
using static TorchSharp.torch;

namespace Repartee.Training.Cuda
{
    /// <summary>
    /// Where a tensor's numbers lie, by libtorch's stable C interface (torch/csrc/inductor/aoti_torch/c/shim.h). The address is good while the
    /// tensor lives.
    /// </summary>
    internal sealed unsafe class DeviceAddress
    {
        private readonly delegate* unmanaged[Cdecl]<IntPtr, IntPtr*, int> get;

        internal DeviceAddress(string libTorchFolder)
        {
            var f = NativeFunctions.Open(Path.Combine(libTorchFolder, NativePlatform.FileName("torch_cpu")));
            get = (delegate* unmanaged[Cdecl]<IntPtr, IntPtr*, int>)f["aoti_torch_get_data_ptr"];
        }

        /// <param name="tensor">Contiguous.</param>
        internal IntPtr Of(Tensor tensor)
        {
            IntPtr address;
            int result = get(tensor.Handle, &address);
            GC.KeepAlive(tensor);
            return result == 0 ? address : throw new CudaException($"libtorch did not tell where a tensor lies (code {result}).");
        }
    }
}
