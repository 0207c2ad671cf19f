#nullable enable
using System;
using System.Runtime.CompilerServices;
using Repartee.Internal;

namespace Repartee.Prompting
{
    /// <summary>Pairs of whole numbers, numbered from 0 in the order in which they are added. Once filled, safe to read from several
    /// threads.</summary>
    internal sealed class PairNumbers
    {
        /// <summary>The number of a pair that is not there.</summary>
        public const int None = -1;

        private readonly ulong _leftFactor = HashSeed.Number(2) | 1;
        private readonly ulong _rightFactor = HashSeed.Number(3) | 1;
        private Pair[] _pairs;
        private int[] _first;       // by bucket: the number of its first pair + 1
        private int _shift;

        /// <param name="expected">How many pairs there may be; more find room too.</param>
        public PairNumbers(int expected)
        {
            _pairs = new Pair[Math.Max(expected, 1)];
            _first = Buckets();
        }

        /// <summary>How many pairs there are.</summary>
        public int Count { get; private set; }

        /// <summary>Gives a pair the next number, <see cref="Count"/>, unless it has one.</summary>
        [MethodImpl(FirstCall.Optimized)]
        public bool TryAdd(int left, int right)
        {
            if (Find(left, right) != None)
                return false;
            if (Count == _pairs.Length)
                Grow();
            _pairs[Count] = new Pair { Left = left, Right = right };
            Link(Count++);
            return true;
        }

        /// <summary>The number of a pair, or <see cref="None"/>.</summary>
        [MethodImpl(FirstCall.Optimized)]
        public int Find(int left, int right)
        {
            int number = _first[Bucket(left, right)] - 1;
            while (number >= 0 && (_pairs[number].Left != left || _pairs[number].Right != right))
                number = _pairs[number].Next - 1;
            return number;
        }

        // With factors that no file knows, two pairs share a bucket hardly more often than by chance.
        private int Bucket(int left, int right) => (int)((((uint)left * _leftFactor) + ((uint)right * _rightFactor)) >> _shift);

        private int[] Buckets()
        {
            int bits = 1;
            while (1 << bits < _pairs.Length)
                bits++;
            _shift = 64 - bits;
            return new int[1 << bits];
        }

        private void Grow()
        {
            Array.Resize(ref _pairs, 2 * _pairs.Length);
            _first = Buckets();
            for (int number = 0; number < Count; number++)
                Link(number);
        }

        [MethodImpl(FirstCall.Optimized)]
        private void Link(int number)
        {
            int bucket = Bucket(_pairs[number].Left, _pairs[number].Right);
            _pairs[number].Next = _first[bucket];
            _first[bucket] = number + 1;
        }

        private struct Pair
        {
            public int Left;
            public int Right;
            public int Next;        // the number of the next pair of the bucket + 1
        }
    }
}
