#nullable enable
using System;

namespace Repartee.Prompting
{
    /// <summary>Merges that wait: the lowest rank comes first, of equal ranks the leftmost place. A binary heap.</summary>
    internal sealed class MergeQueue
    {
        private long[] _heap;
        private int _count;

        /// <param name="expected">How many merges may wait at once; more find room too.</param>
        public MergeQueue(int expected)
        {
            _heap = new long[Math.Max(expected, 1)];
        }

        public void Add(int rank, int place)
        {
            if (_count == _heap.Length)
                Array.Resize(ref _heap, 2 * _count);
            int child = _count++;
            _heap[child] = ((long)rank << 32) | (uint)place;
            while (child > 0 && _heap[child] < _heap[(child - 1) / 2])
            {
                Swap(child, (child - 1) / 2);
                child = (child - 1) / 2;
            }
        }

        public bool TryTake(out int rank, out int place)
        {
            if (_count == 0)
            {
                rank = place = -1;
                return false;
            }

            rank = (int)(_heap[0] >> 32);
            place = (int)(_heap[0] & uint.MaxValue);
            _heap[0] = _heap[--_count];
            int parent = 0;
            for (int child = Smaller(0); child < _count && _heap[child] < _heap[parent]; child = Smaller(parent))
            {
                Swap(parent, child);
                parent = child;
            }

            return true;
        }

        private int Smaller(int parent)
        {
            int left = (2 * parent) + 1;
            return left + 1 < _count && _heap[left + 1] < _heap[left] ? left + 1 : left;
        }

        private void Swap(int a, int b)
        {
            long kept = _heap[a];
            _heap[a] = _heap[b];
            _heap[b] = kept;
        }
    }
}
