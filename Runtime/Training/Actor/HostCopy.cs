#nullable enable
using System;
using static TorchSharp.torch;

namespace Repartee.Training.Actor
{
    /// <summary>Copies of small tensors between the device and host arrays. Each call waits for the device.</summary>
    internal static class HostCopy
    {
        internal static float[] Floats(Tensor tensor) => Read<float>(tensor);

        internal static long[] Longs(Tensor tensor) => Read<long>(tensor);

        internal static bool[] Booleans(Tensor tensor) => Read<bool>(tensor);

        /// <summary>A tensor of this shape on the device with these values.</summary>
        internal static Tensor ToDevice<T>(T[] values, long[] shape, Device device)
            where T : unmanaged
        {
            using var flat = from_array(values);
            using var shaped = flat.view(shape);
            return shaped.to(device, copy: true);                               // own memory: the array's is only borrowed
        }

        private static T[] Read<T>(Tensor tensor)
            where T : unmanaged
        {
            using var noGrad = no_grad();
            using var detached = tensor.detach();
            using var host = detached.cpu();
            using var packed = host.contiguous();
            var accessor = packed.data<T>();
            var values = accessor.ToArray();
            GC.KeepAlive(packed);
            return values;
        }
    }
}
