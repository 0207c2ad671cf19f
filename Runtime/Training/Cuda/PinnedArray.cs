#nullable enable
using System;

namespace Repartee.Training.Cuda
{
    /// <summary>Page-locked host memory, so that copies to and from the device run beside the host. Owns it.</summary>
    internal sealed unsafe class PinnedArray<T> : IDisposable
        where T : unmanaged
    {
        private readonly CudaDriver driver;
        private T* memory;

        internal PinnedArray(CudaDriver driver, int length)
        {
            this.driver = driver;
            Length = length;
            memory = (T*)driver.AllocateHost((long)length * sizeof(T));
            Span.Clear();
        }

        internal int Length { get; }

        internal Span<T> Span => new Span<T>(memory, Length);

        /// <summary>Copies some elements to the device. They must stay as they are until the stream has passed.</summary>
        internal void CopyTo(int first, IntPtr destination, int count, IntPtr stream) =>
            driver.CopyToDevice(destination, memory + first, (long)count * sizeof(T), stream);

        /// <summary>Copies some elements from the device to the start.</summary>
        internal void CopyFrom(IntPtr source, int count, IntPtr stream) => driver.CopyToHost(memory, source, (long)count * sizeof(T), stream);

        /// <inheritdoc/>
        public void Dispose()
        {
            if (memory == null)
                return;
            driver.FreeHost(memory);
            memory = null;
        }
    }
}
