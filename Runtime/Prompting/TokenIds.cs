#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.CompilerServices;
using Repartee.Internal;

namespace Repartee.Prompting
{
    /// <summary>
    /// The tokens of a vocabulary by id and by spelling. A spelling is also found where it is a part of a longer text or the joint of two
    /// tokens, without a string being made of it. Once filled, safe to read from several threads.
    /// </summary>
    internal sealed class TokenIds
    {
        /// <summary>The id of what is no token.</summary>
        public const int None = -1;

        // Spellings are hashed as polynomials modulo a prime, at a place that no file knows: of 2^31 places, two spellings of n characters
        // collide at n at most.
        private const ulong Prime = (1UL << 31) - 1;
        private const ulong FirstPlace = 1 << 20;
        private const int FewestIds = 16;

        private readonly ulong _place = (HashSeed.Number(1) % (Prime - FirstPlace)) + FirstPlace;
        private string[] _spellings;
        private bool[] _special;
        private int[] _next;        // by id: the next id of its bucket + 1
        private int[] _first;       // by bucket: its first id + 1

        /// <param name="expected">How many tokens there may be; more find room too.</param>
        public TokenIds(int expected)
        {
            int size = Math.Max(expected, FewestIds);
            _spellings = new string[size];
            _special = new bool[size];
            _next = new int[size];
            _first = new int[PowerOfTwo(size)];
        }

        /// <summary>How many tokens there are.</summary>
        public int Count { get; private set; }

        /// <summary>The highest id + 1.</summary>
        public int End { get; private set; }

        /// <summary>The spelling of an id below <see cref="End"/>; null where it has none.</summary>
        public string? this[int id] => _spellings[id];

        /// <summary>Whether a token stands for a role, an end or padding, and is no text.</summary>
        public bool IsSpecial(int id) => _special[id];

        public void MarkSpecial(int id) => _special[id] = true;

        /// <summary>Adds a token, unless its spelling is there already.</summary>
        /// <exception cref="InvalidDataException">Another token has the id.</exception>
        [MethodImpl(FirstCall.Optimized)]
        public bool TryAdd(string spelling, int id)
        {
            ulong hash = Hash(1, spelling, 0, spelling.Length);
            for (int other = _first[Bucket(hash)] - 1; other >= 0; other = _next[other] - 1)
                if (_spellings[other] == spelling)
                    return false;
            if (id >= _spellings.Length)
                Grow(id);
            if (_spellings[id] != null)
                throw new InvalidDataException(
                    $"Expected one token for each id, but id {id} is both \"{TokenizerJson.Quote(_spellings[id])}\" and "
                    + $"\"{TokenizerJson.Quote(spelling)}\". Renumber one.");
            _spellings[id] = spelling;
            Link(id, hash);
            Count++;
            End = Math.Max(End, id + 1);
            return true;
        }

        /// <summary>The id of a spelling, or <see cref="None"/>.</summary>
        public int Find(string spelling) => Find(spelling, 0, spelling.Length);

        /// <summary>The id of the spelling that is a part of a text, or <see cref="None"/>.</summary>
        [MethodImpl(FirstCall.Optimized)]
        public int Find(string text, int start, int length)
        {
            int id = _first[Bucket(Hash(1, text, start, length))] - 1;
            while (id >= 0 && !(_spellings[id].Length == length && AreEqual(_spellings[id], 0, text, start, length)))
                id = _next[id] - 1;
            return id;
        }

        /// <summary>The id of the token that two others make, or <see cref="None"/>.</summary>
        [MethodImpl(FirstCall.Optimized)]
        public int FindJoint(int left, int right)
        {
            string start = _spellings[left], end = _spellings[right];
            int id = _first[Bucket(Hash(Hash(1, start, 0, start.Length), end, 0, end.Length))] - 1;
            while (id >= 0 && !(_spellings[id].Length == start.Length + end.Length
                && AreEqual(_spellings[id], 0, start, 0, start.Length)
                && AreEqual(_spellings[id], start.Length, end, 0, end.Length)))
                id = _next[id] - 1;
            return id;
        }

        /// <summary>The id of the spelling of a token that is no special one, or <see cref="None"/>.</summary>
        public int FindOrdinary(string spelling)
        {
            int id = Find(spelling);
            return id >= 0 && IsSpecial(id) ? None : id;
        }

        /// <summary>The spellings by id, empty where an id has none. Nothing may be added afterwards.</summary>
        public IReadOnlyList<string> Seal()
        {
            Array.Resize(ref _spellings, End);
            for (int id = 0; Count < End && id < End; id++)
                _spellings[id] ??= "";
            return Array.AsReadOnly(_spellings);
        }

        [MethodImpl(FirstCall.Optimized)]
        private ulong Hash(ulong hash, string text, int start, int length)
        {
            ulong place = _place;
            for (int i = start; i < start + length; i++)
            {
                hash = (hash * place) + text[i];
                hash = (hash & Prime) + (hash >> 31);
                if (hash >= Prime)
                    hash -= Prime;
            }

            return hash;
        }

        private static bool AreEqual(string a, int aStart, string b, int bStart, int length)
        {
            int same = 0;
            while (same < length && a[aStart + same] == b[bStart + same])
                same++;
            return same == length;
        }

        private static int PowerOfTwo(int least)
        {
            int size = 1;
            while (size < least)
                size *= 2;
            return size;
        }

        private int Bucket(ulong hash) => (int)hash & (_first.Length - 1);

        private void Grow(int id)
        {
            int size = Math.Max(id + 1, 2 * _spellings.Length);
            Array.Resize(ref _spellings, size);
            Array.Resize(ref _special, size);
            _next = new int[size];
            _first = new int[PowerOfTwo(size)];
            for (int known = 0; known < End; known++)
                if (_spellings[known] != null)
                    Link(known, Hash(1, _spellings[known], 0, _spellings[known].Length));
        }

        private void Link(int id, ulong hash)
        {
            _next[id] = _first[Bucket(hash)];
            _first[Bucket(hash)] = id + 1;
        }
    }
}
