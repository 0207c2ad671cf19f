#nullable enable
using System;
using Repartee.Training.Cuda;
using static TorchSharp.torch;

namespace Repartee.Training.Generation
{
    /// <summary>Keys and values (layers, slots, width, 2 K, d) of all places; one place more than replies, for what fills a batch up. Owns its
    /// memory.</summary>
    internal sealed class CudaCache : IDisposable
    {
        private readonly CudaDriver driver;
        private readonly DeviceAddress addresses;
        private readonly Device device;
        private readonly IntPtr stream;
        private readonly int layers;
        private readonly long tokenBytes;
        private DeviceBuffer memory;

        /// <param name="driver">Of this thread.</param>
        /// <param name="addresses">Where tensors lie.</param>
        /// <param name="device">Whose memory.</param>
        /// <param name="stream">Where copies run.</param>
        /// <param name="layers">Of the network.</param>
        /// <param name="slots">Places.</param>
        /// <param name="width">Tokens of a place.</param>
        /// <param name="tokenBytes">Of one token in one layer.</param>
        internal CudaCache(
            CudaDriver driver, DeviceAddress addresses, Device device, IntPtr stream, int layers, int slots, int width, long tokenBytes)
        {
            (this.driver, this.addresses, this.device, this.stream, this.layers, Slots, Width, this.tokenBytes) =
                (driver, addresses, device, stream, layers, slots, width, tokenBytes);
            memory = new DeviceBuffer(addresses, device, Bytes(width));
        }

        internal IntPtr Address => memory.Address;

        internal int Slots { get; }

        /// <summary>Tokens of a place.</summary>
        internal int Width { get; private set; }

        /// <summary>Copies the first tokens of a place to another.</summary>
        internal void CopyPrefix(int from, int to, int tokens)
        {
            for (int layer = 0; layer < layers; layer++)
                driver.CopyWithin(Place(memory, Width, layer, to), Place(memory, Width, layer, from), tokens * tokenBytes, stream);
        }

        /// <summary>Makes places wider; what is in them stays.</summary>
        internal void Grow(int width)
        {
            var wider = new DeviceBuffer(addresses, device, Bytes(width));
            driver.Synchronize(IntPtr.Zero);                                    // libtorch may still work on what was there before
            for (int layer = 0; layer < layers; layer++)
            {
                for (int slot = 0; slot < Slots; slot++)
                    driver.CopyWithin(Place(wider, width, layer, slot), Place(memory, Width, layer, slot), Width * tokenBytes, stream);
            }

            driver.Synchronize(stream);
            memory.Dispose();
            (memory, Width) = (wider, width);
        }

        /// <inheritdoc/>
        public void Dispose() => memory.Dispose();

        private long Bytes(int width) => layers * (long)Slots * width * tokenBytes;

        private IntPtr Place(DeviceBuffer buffer, int width, int layer, int slot) =>
            (IntPtr)((long)buffer.Address + ((long)layer * Slots + slot) * width * tokenBytes);
    }
}
