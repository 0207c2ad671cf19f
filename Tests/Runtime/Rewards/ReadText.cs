#nullable enable
using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace Repartee.Tests.Rewards
{
    /// <summary>Text as reward functions define it, read the slow and plain way, as lists of strings; and random text.</summary>
    internal static class ReadText
    {
        private static readonly string[] Pieces =
        {
            "a", "b", "e", "wolf", "Wolf", "the", "THE", "don't", "’", "'", "l’hôte", "42", ".", ",", "!", "-", "…", "“",
            "\u00AD", "\u00A9", "é", "É",
            "e\u0301", "\u0301", "ñ", "n\u0303", "ß", "İ", "Å", "\u212B", "ſ", "Ωμέγα", "шум", "й", "и\u0306",
            "狼", "と", "ข้าว", "한", "\u1112\u1161\u11AB",
            "🐺", "🐻", "👨\u200D👩\u200D👧", "👍🏽", "🇫🇷", "❤\uFE0F", "1\uFE0F\u20E3",
            "\u0600", "\uD83D", "\uDC3A", "\uFFFE", "\0", "\u0001",
            " ", " ", " ", "  ", "\n", "\t", "\u00A0", "\u001F", "\u2003", "\r\n",
        };

        public static string Random(Random random, int pieces) =>
            string.Concat(Enumerable.Range(0, pieces).Select(_ => Pieces[random.Next(Pieces.Length)]));

        public static string Normal(string text)
        {
            var whole = new StringBuilder();
            for (int i = 0; i < text.Length; i++)
            {
                bool isPair = i + 1 < text.Length && char.IsSurrogatePair(text, i);
                bool isUnknown = !isPair && (char.IsSurrogate(text[i]) || text[i] == '\uFFFE');
                whole.Append(isPair ? text.Substring(i++, 2) : isUnknown ? "\uFFFD" : text[i].ToString());
            }

            string composed = whole.ToString().Normalize(NormalizationForm.FormC);
            return string.Join(" ", composed.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        }

        public static List<string> Elements(string normal)
        {
            var elements = new List<string>();
            TextElementEnumerator enumerator = StringInfo.GetTextElementEnumerator(normal);
            while (enumerator.MoveNext())
                elements.Add(enumerator.GetTextElement());
            return elements;
        }

        public static List<string> Words(string normal)
        {
            var words = new List<string>();
            bool isOpen = false;
            List<string> elements = Elements(normal);
            for (int i = 0; i < elements.Count; i++)
            {
                bool joins = isOpen && (elements[i] == "'" || elements[i] == "’") && i + 1 < elements.Count && IsInWord(elements[i + 1]);
                if (!joins && !IsInWord(elements[i]))
                    isOpen = false;
                else if (isOpen && !IsUnspaced(elements[i]))
                    words[words.Count - 1] += elements[i];
                else
                    words.Add(elements[i]);
                isOpen = (joins || IsInWord(elements[i])) && !IsUnspaced(elements[i]);
            }

            return words;
        }

        public static int Distance(IReadOnlyList<string> first, IReadOnlyList<string> second)
        {
            var table = new int[first.Count + 1, second.Count + 1];
            for (int i = 0; i <= first.Count; i++)
            {
                for (int j = 0; j <= second.Count; j++)
                {
                    table[i, j] = i == 0 ? j : j == 0 ? i : Math.Min(
                        table[i - 1, j - 1] + (string.Equals(first[i - 1], second[j - 1], StringComparison.Ordinal) ? 0 : 1),
                        Math.Min(table[i - 1, j], table[i, j - 1]) + 1);
                }
            }

            return table[first.Count, second.Count];
        }

        private static bool IsInWord(string element)
        {
            UnicodeCategory category = CharUnicodeInfo.GetUnicodeCategory(element, 0);
            return category <= UnicodeCategory.OtherLetter
                || category == UnicodeCategory.SpacingCombiningMark
                || (category >= UnicodeCategory.DecimalDigitNumber && category <= UnicodeCategory.OtherNumber)
                || (category == UnicodeCategory.NonSpacingMark && (element[0] < '\uFE00' || element[0] > '\uFE0F'));
        }

        // Of the pieces above: Thai, kana and Han.
        private static bool IsUnspaced(string element) => (element[0] >= '\u0E00' && element[0] <= '\u0EFF')
            || (element[0] >= '\u3040' && element[0] <= '\u30FF') || (element[0] >= '\u4E00' && element[0] <= '\u9FFF');
    }
}
