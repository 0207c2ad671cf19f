#nullable enable
using System;

namespace Repartee.Internal
{
    /// <summary>Numbers that differ from process to process, so that no file can choose keys that collide in a hash table.</summary>
    internal static class HashSeed
    {
        /// <summary>One of them; equal for equal arguments.</summary>
        public static ulong Number(int which) => ((ulong)(uint)HashCode.Combine(which, 1) << 32) | (uint)HashCode.Combine(which, 2);
    }
}
