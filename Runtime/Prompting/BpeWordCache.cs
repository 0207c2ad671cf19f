#nullable enable
using System;
using System.Threading;

namespace Repartee.Prompting
{
    /// <summary>
    /// The tokens of words met lately. Each word shares two places with others, where a newer one takes an older one's, so memory is
    /// bounded whatever players type: at most 4 MB or so. Safe to call from several threads, without locks.
    /// </summary>
    internal sealed class BpeWordCache
    {
        /// <summary>Longer words are rare, and would let memory grow.</summary>
        public const int LongestWord = 32;

        private const int Places = 1 << 13;
        private readonly Entry?[] _entries = new Entry?[Places];

        /// <summary>Finds a word's tokens; they must not be changed.</summary>
        public bool TryGet(string word, out int[] ids)
        {
            ids = Array.Empty<int>();
            if (word.Length > LongestWord)
                return false;
            int place = Place(word);
            Entry? entry = Volatile.Read(ref _entries[place]);
            if (entry?.Word != word)
                entry = Volatile.Read(ref _entries[place ^ 1]);
            if (entry?.Word != word)
                return false;
            ids = entry.Ids;
            return true;
        }

        /// <summary>Remembers a word's tokens, which must not change any more. Words that are too long are left out.</summary>
        public void Add(string word, int[] ids)
        {
            if (word.Length > LongestWord)
                return;
            int place = Place(word);
            Volatile.Write(ref _entries[place ^ 1], Volatile.Read(ref _entries[place]));
            Volatile.Write(ref _entries[place], new Entry(word, ids));
        }

        private static int Place(string word) => word.GetHashCode() & (Places - 1);

        private sealed class Entry
        {
            public Entry(string word, int[] ids)
            {
                Word = word;
                Ids = ids;
            }

            public string Word { get; }

            public int[] Ids { get; }
        }
    }
}
