using System;

namespace Repartee.Frozen.Decoding
{
    /// <summary>Stands here for the caches between replies, of which it keeps none.</summary>
    internal sealed class KeyValueCachePool : IDisposable
    {
        private readonly Func<KeyValueCache> make;

        internal KeyValueCachePool(Func<KeyValueCache> make, int most)
        {
            this.make = make;
            Bytes = most * 0L;
        }

        internal long Bytes { get; }

        internal KeyValueCache Rent(int[] prompt) => prompt.Length > 0 ? make() : throw new ArgumentException("no prompt");

        internal void Return(KeyValueCache cache) => cache.Dispose();

        internal void Forget()
        {
        }

        public void Dispose()
        {
        }
    }
}
