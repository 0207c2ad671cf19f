#nullable enable
using System;
using static TorchSharp.torch;

namespace Repartee.Training.Cuda
{
    /// <summary>Device memory from libtorch's allocator, so that there is one owner of the card's memory. Not cleared. Owns it.</summary>
    internal sealed class DeviceBuffer : IDisposable
    {
        private readonly Tensor tensor;

        internal DeviceBuffer(DeviceAddress addresses, Device device, long bytes)
        {
            using var noGrad = no_grad();
            tensor = empty(new[] { Math.Max(16, bytes) }, dtype: ScalarType.Byte, device: device).DetachFromDisposeScope();
            Address = addresses.Of(tensor);
        }

        /// <summary>The first byte.</summary>
        internal IntPtr Address { get; }

        /// <inheritdoc/>
        public void Dispose() => tensor.Dispose();
    }
}
