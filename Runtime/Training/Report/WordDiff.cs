#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace Repartee.Training.Report
{
    /// <summary>A word with the white space behind it.</summary>
    internal readonly struct DiffWord
    {
        internal DiffWord(string text, bool isOwn)
        {
            Text = text;
            IsOwn = isOwn;
        }

        internal string Text { get; }

        /// <summary>Whether the other text lacks it.</summary>
        internal bool IsOwn { get; }
    }

    /// <summary>Which words two texts share: a longest common subsequence, whatever their case and punctuation.</summary>
    internal static class WordDiff
    {
        private const int Filler = 3;                                           // letters: an "and" that both have by chance says nothing

        /// <summary>The words of each text; put together they are the text. Time and memory grow with the product of their numbers, so
        /// the texts are to be clipped ones.</summary>
        internal static (IReadOnlyList<DiffWord> Before, IReadOnlyList<DiffWord> After) Of(string before, string after)
        {
            var (left, right) = (Words(before), Words(after));
            var (a, b) = (left.Select(Bare).ToList(), right.Select(Bare).ToList());
            var common = new int[a.Count + 1, b.Count + 1];                     // of what follows each pair
            for (int i = a.Count - 1; i >= 0; i--)
            {
                for (int j = b.Count - 1; j >= 0; j--)
                    common[i, j] = a[i] == b[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }

            var shared = new List<(int Left, int Right)> { (-1, -1) };          // the beginnings are neighbours, and so are the ends
            for (int x = 0, y = 0; x < a.Count && y < b.Count;)
            {
                if (a[x] == b[y])
                    shared.Add((x++, y++));
                else if (common[x + 1, y] >= common[x, y + 1])
                    x++;
                else
                    y++;
            }

            shared.Add((a.Count, b.Count));
            var (inLeft, inRight) = (new bool[a.Count], new bool[b.Count]);
            for (int i = 1; i < shared.Count - 1; i++)
            {
                var (x, y) = shared[i];
                bool isAlone = shared[i - 1] != (x - 1, y - 1) && shared[i + 1] != (x + 1, y + 1);
                inLeft[x] = inRight[y] = !isAlone || a[x].Length > Filler;
            }

            return (Marked(left, inLeft), Marked(right, inRight));
        }

        private static List<DiffWord> Marked(List<string> words, bool[] shared) =>
            words.Select((word, i) => new DiffWord(word, !shared[i])).ToList();

        private static List<string> Words(string text) => Regex.Matches(text, @"\s*\S+\s*|\s+").Select(match => match.Value).ToList();

        /// <summary>A word as it is compared; what has no letters is compared as it stands.</summary>
        private static string Bare(string word)
        {
            string letters = Regex.Replace(word, @"[^\p{L}\p{M}\p{N}]+", "");
            return letters.Length > 0 ? letters.ToLowerInvariant() : word.Trim();
        }
    }
}
