#nullable enable
using System;
using System.Collections.Generic;

namespace Repartee.Frozen.Decoding
{
    /// <summary>
    /// Caches of sequences that nobody reads on at present, the last used last. Whoever begins with what one of them has read goes on from
    /// there: a conversation with its own next line, another with the same persona. Bounded; one thread at a time.
    /// </summary>
    internal sealed class KeyValueCachePool : IDisposable
    {
        private readonly Func<KeyValueCache> make;
        private readonly int most;
        private readonly List<KeyValueCache> idle = new List<KeyValueCache>();

        /// <param name="make">Makes an empty cache.</param>
        /// <param name="most">Most caches to keep, 1 or more.</param>
        internal KeyValueCachePool(Func<KeyValueCache> make, int most)
        {
            this.make = make;
            this.most = most;
        }

        internal int Idle => idle.Count;

        internal long Bytes
        {
            get
            {
                long bytes = 0;
                foreach (KeyValueCache cache in idle) bytes += cache.Bytes;
                return bytes;
            }
        }

        /// <summary>A cache that has read as much of a prompt's beginning as any, but not all of it: the last token gives the logits. A
        /// cache that read something else behind that beginning keeps it, and the beginning is copied, as long as there is room for
        /// both.</summary>
        internal KeyValueCache Rent(int[] prompt)
        {
            KeyValueCache? best = null;
            int common = 0;
            foreach (KeyValueCache cache in idle)
            {
                int same = Math.Min(cache.CommonPrefix(prompt), prompt.Length - 1);
                if (same > common) (best, common) = (cache, same);
            }

            KeyValueCache rented = best != null && common >= best.Count - 1 ? best : Unused();
            idle.Remove(rented);
            if (rented == best || best is null)
            {
                rented.Truncate(common);
                return rented;
            }

            rented.Truncate(0);
            rented.Reserve(common);
            rented.CopyFrom(best, common);
            return rented;
        }

        /// <summary>Nothing that was read counts any more; the memory stays for others.</summary>
        internal void Forget()
        {
            foreach (KeyValueCache cache in idle) cache.Truncate(0);
        }

        /// <summary>Takes a cache back; the one unused for longest makes room.</summary>
        internal void Return(KeyValueCache cache)
        {
            idle.Add(cache);
            if (idle.Count <= most) return;
            idle[0].Dispose();
            idle.RemoveAt(0);
        }

        private KeyValueCache Unused()
        {
            foreach (KeyValueCache cache in idle)
            {
                if (cache.Count == 0) return cache;
            }

            return idle.Count < most ? make() : idle[0];
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            foreach (KeyValueCache cache in idle) cache.Dispose();
            idle.Clear();
        }
    }
}
