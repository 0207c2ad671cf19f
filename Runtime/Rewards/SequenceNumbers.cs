#nullable enable
using System;
using System.Runtime.InteropServices;

namespace Repartee.Rewards
{
    /// <summary>
    /// Numbers sequences in the order in which they are first seen: equal ones get the same number, from 0 on. Words are sequences of
    /// characters, n-grams sequences of their words' numbers. Remembers parts of the caller's texts instead of copies. One thread.
    /// </summary>
    internal sealed class SequenceNumbers<T>
        where T : unmanaged, IEquatable<T>
    {
        private const int FirstSlots = 128;                                     // a power of two; no more than half of them are taken
        private int[] _slots = new int[FirstSlots];                             // number + 1; 0 where nothing is
        private Entry[] _entries = new Entry[FirstSlots / 2];

        /// <summary>How many different sequences there are.</summary>
        public int Count { get; private set; }

        /// <summary>The number of a sequence, a new one if it was not there.</summary>
        public int Add(ReadOnlyMemory<T> sequence)
        {
            uint hash = Hash(sequence.Span);
            int slot = Slot(sequence.Span, hash);
            if (_slots[slot] > 0)
                return _slots[slot] - 1;
            if (Count == _entries.Length)
            {
                Grow();
                slot = Slot(sequence.Span, hash);
            }

            _entries[Count] = new Entry(sequence, hash);
            _slots[slot] = ++Count;
            return Count - 1;
        }

        /// <summary>The number of a sequence, or -1 if it was not there.</summary>
        public int Find(ReadOnlySpan<T> sequence) => _slots[Slot(sequence, Hash(sequence))] - 1;

        // FNV-1a, with its high bits folded into the low ones that choose the slot.
        private static uint Hash(ReadOnlySpan<T> sequence)
        {
            uint hash = 2166136261;
            foreach (T item in MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(sequence), sequence.Length))    // for Debian's Mono
                hash = (hash ^ (uint)item.GetHashCode()) * 16777619;
            return hash ^ (hash >> 15);
        }

        /// <summary>Where the sequence is, or where it would go.</summary>
        private int Slot(ReadOnlySpan<T> sequence, uint hash)
        {
            int mask = _slots.Length - 1;
            int slot = (int)(hash & (uint)mask);
            while (_slots[slot] > 0)
            {
                ref Entry found = ref _entries[_slots[slot] - 1];
                if (found.Hash == hash && found.Sequence.Span.SequenceEqual(sequence))
                    break;
                slot = (slot + 1) & mask;
            }

            return slot;
        }

        private void Grow()
        {
            Array.Resize(ref _entries, 2 * _entries.Length);
            _slots = new int[2 * _slots.Length];
            for (int number = 0; number < Count; number++)
                _slots[Slot(_entries[number].Sequence.Span, _entries[number].Hash)] = number + 1;
        }

        private readonly struct Entry
        {
            public Entry(ReadOnlyMemory<T> sequence, uint hash)
            {
                Sequence = sequence;
                Hash = hash;
            }

            public ReadOnlyMemory<T> Sequence { get; }

            public uint Hash { get; }
        }
    }
}
