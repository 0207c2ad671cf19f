#nullable enable
using System;

namespace Repartee.Prompting
{
    /// <summary>Two neighbouring tokens, by id.</summary>
    internal readonly struct BpePair : IEquatable<BpePair>
    {
        public BpePair(int left, int right)
        {
            Left = left;
            Right = right;
        }

        public int Left { get; }

        public int Right { get; }

        public bool Equals(BpePair other) => Left == other.Left && Right == other.Right;

        public override bool Equals(object? other) => other is BpePair pair && Equals(pair);

        // Seeded by the process, so that no file can choose pairs that collide.
        public override int GetHashCode() => HashCode.Combine(Left, Right);
    }
}
