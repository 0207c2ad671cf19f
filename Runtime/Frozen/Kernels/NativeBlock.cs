#nullable enable
using System;
using System.Runtime.InteropServices;

namespace Repartee.Frozen.Kernels
{
    /// <summary>
    /// Memory outside the collected heap, aligned to a cache line: weights and caches are large, live long and are read by pointer.
    /// Freed by <see cref="Dispose"/>, or by the finalizer where that was forgotten. The garbage collector is not told how much it is: it
    /// would stop the game for whole collections while weights come in, and free nothing.
    /// </summary>
    internal sealed unsafe class NativeBlock : IDisposable
    {
        private const int Alignment = 64;

        private IntPtr raw;

        /// <param name="bytes">Its size, 0 or more.</param>
        /// <param name="cleared">False where every byte will be written before it is read.</param>
        /// <exception cref="OutOfMemoryException">There is not that much memory; the message says how much was asked for.</exception>
        internal NativeBlock(long bytes, bool cleared = true)
        {
            Bytes = bytes;
            try
            {
                raw = Allocate(checked(bytes + Alignment), cleared);
            }
            catch (OutOfMemoryException error)
            {
                throw new OutOfMemoryException(
                    $"Expected {bytes} bytes of free memory for a frozen actor, but the system gave none. Close other programs, or " +
                    "freeze the actor as Q8_0.", error);
            }

            long address = raw.ToInt64();
            Pointer = (byte*)(address + (Alignment - address % Alignment) % Alignment);
        }

        ~NativeBlock() => Free();

        internal long Bytes { get; }

        /// <summary>The first byte. Whoever uses it keeps this object alive.</summary>
        internal byte* Pointer { get; private set; }

        internal float* Floats => (float*)Pointer;

        /// <inheritdoc/>
        public void Dispose()
        {
            Free();
            GC.SuppressFinalize(this);
        }

        private void Free()
        {
            if (raw == IntPtr.Zero) return;
            Release(raw);
            raw = IntPtr.Zero;
            Pointer = null;
        }

#if NET8_0_OR_GREATER
        // The system's fresh pages are zero: clearing them here would bring them all into memory, long before most are used.
        private static IntPtr Allocate(long bytes, bool cleared) =>
            (IntPtr)(cleared ? NativeMemory.AllocZeroed(checked((nuint)bytes)) : NativeMemory.Alloc(checked((nuint)bytes)));

        private static void Release(IntPtr block) => NativeMemory.Free((void*)block);
#else
        private static IntPtr Allocate(long bytes, bool cleared)
        {
            IntPtr block = Marshal.AllocHGlobal(new IntPtr(bytes));
            for (long done = 0; cleared && done < bytes;)
            {
                int part = (int)Math.Min(bytes - done, 1 << 30);
                new Span<byte>((byte*)block + done, part).Clear();
                done += part;
            }

            return block;
        }

        private static void Release(IntPtr block) => Marshal.FreeHGlobal(block);
#endif
    }
}
