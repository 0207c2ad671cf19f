#nullable enable
using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using NUnit.Framework;

namespace Repartee.Frozen.Tests.Kernels
{
    /// <summary>Elements between two guards, for code that works by pointer: what writes past them is found out, and what reads past them
    /// reads the filler, which is best a NaN.</summary>
    internal sealed unsafe class GuardedArray<T>
        where T : unmanaged
    {
        private const int Guard = 64;
        private readonly T[] items;
        private readonly GCHandle pin;
        private readonly T filler;

        internal GuardedArray(int count, T filler, Func<int, T>? value = null)
        {
            this.filler = filler;
            Count = count;
            items = new T[count + 2 * Guard];
            pin = GCHandle.Alloc(items, GCHandleType.Pinned);
            Array.Fill(items, filler);
            for (int i = 0; value != null && i < count; i++) this[i] = value(i);
        }

        ~GuardedArray() => pin.Free();

        internal int Count { get; }

        internal T* At => (T*)pin.AddrOfPinnedObject() + Guard;

        internal ref T this[int index] => ref items[Guard + index];

        /// <summary>Fails if one of the guards was written to.</summary>
        internal void RequireGuards(string what)
        {
            for (int i = 0; i < Guard; i++)
            {
                bool whole = EqualityComparer<T>.Default.Equals(items[i], filler)
                    && EqualityComparer<T>.Default.Equals(items[Guard + Count + i], filler);
                if (!whole) Assert.Fail($"{what}: something was written {Guard - i} before or {i} behind the end.");
            }
        }
    }
}
