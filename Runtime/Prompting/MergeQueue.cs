#nullable enable
using System.Collections.Generic;

namespace Repartee.Prompting
{
    /// <summary>Merges that wait: the lowest rank comes first, of equal ranks the leftmost place. A binary heap.</summary>
    internal sealed class MergeQueue
    {
        private readonly List<long> _heap = new List<long>();

        public void Add(int rank, int place)
        {
            _heap.Add(((long)rank << 32) | (uint)place);
            int child = _heap.Count - 1;
            while (child > 0 && _heap[child] < _heap[(child - 1) / 2])
            {
                Swap(child, (child - 1) / 2);
                child = (child - 1) / 2;
            }
        }

        public bool TryTake(out int rank, out int place)
        {
            if (_heap.Count == 0)
            {
                rank = place = -1;
                return false;
            }

            rank = (int)(_heap[0] >> 32);
            place = (int)(_heap[0] & uint.MaxValue);
            Swap(0, _heap.Count - 1);
            _heap.RemoveAt(_heap.Count - 1);
            int parent = 0;
            for (int child = Smaller(0); child < _heap.Count && _heap[child] < _heap[parent]; child = Smaller(parent))
            {
                Swap(parent, child);
                parent = child;
            }

            return true;
        }

        private int Smaller(int parent)
        {
            int left = (2 * parent) + 1;
            return left + 1 < _heap.Count && _heap[left + 1] < _heap[left] ? left + 1 : left;
        }

        private void Swap(int a, int b)
        {
            long kept = _heap[a];
            _heap[a] = _heap[b];
            _heap[b] = kept;
        }
    }
}
