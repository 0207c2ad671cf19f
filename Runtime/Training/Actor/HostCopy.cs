#nullable enable
using System;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Repartee.Training.Actor
{
    /// <summary>Copies of small tensors between the device and host arrays. Reading waits for the device; writing does not.</summary>
    internal static class HostCopy
    {
        internal static float[] Floats(Tensor tensor) => Read<float>(tensor);

        /// <summary>Some values of a flat float32 tensor where they lie, on the CPU only. Valid until they are written or freed.</summary>
        internal static ReadOnlySpan<float> Lying(Tensor flat, long first, int count)
        {
            using var part = flat.narrow(0, first, count);
            return MemoryMarshal.Cast<byte, float>(part.bytes);
        }

        /// <summary>Copies values of a flat tensor out, from element <paramref name="first"/> on, as float32: a part at a time.</summary>
        internal static void Read(Tensor flat, long first, Span<float> destination)
        {
            using var noGrad = no_grad();
            bool lies = flat.device_type == DeviceType.CPU && flat.dtype == ScalarType.Float32;
            for (int done = 0; done < destination.Length;)
            {
                int count = Math.Min(ParameterArena.ChunkElements, destination.Length - done);
                if (lies)
                    Lying(flat, first + done, count).CopyTo(destination.Slice(done));
                else
                    Converted(flat, first + done, count).CopyTo(destination.Slice(done));
                done += count;
            }
        }

        internal static long[] Longs(Tensor tensor) => Read<long>(tensor);

        internal static bool[] Booleans(Tensor tensor) => Read<bool>(tensor);

        /// <summary>A tensor of this shape on the device with these values.</summary>
        internal static Tensor ToDevice<T>(T[] values, long[] shape, Device device)
            where T : unmanaged
        {
            using var flat = from_array(values);
            using var shaped = flat.view(shape);
            if (device.type != DeviceType.CUDA || shaped.numel() == 0)
                return shaped.to(device, copy: true);                           // own memory: the array's is only borrowed
            using var pinned = shaped.pin_memory();                             // from page-locked memory a copy waits for nothing
            return pinned.to(device, non_blocking: true);
        }

        private static float[] Converted(Tensor flat, long first, int count)
        {
            using var part = flat.narrow(0, first, count);
            using var single = part.to(ScalarType.Float32);
            return Floats(single);
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
