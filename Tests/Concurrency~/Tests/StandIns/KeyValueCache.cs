using System;

namespace Repartee.Frozen.Decoding
{
    /// <summary>Stands here for what a frozen actor has read.</summary>
    internal sealed class KeyValueCache : IDisposable
    {
        internal KeyValueCache(int layers, int heads, int headDim) => _ = (layers, heads, headDim);

        internal int Count { get; set; }

        internal bool IsDisposed { get; private set; }

        internal void Reserve(int capacity) => _ = capacity;

        public void Dispose() => IsDisposed = true;
    }
}
