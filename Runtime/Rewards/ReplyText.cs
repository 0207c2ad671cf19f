#nullable enable
using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Repartee.Internal;

namespace Repartee.Rewards
{
    /// <summary>How reward functions read text: as a reader sees it, in text elements and words, never in UTF-16 halves.</summary>
    internal static class ReplyText
    {
        /// <summary>Composed (NFC), each run of white space made one space, none at the ends.</summary>
        public static string Normalize(string text)
        {
            string composed = WellFormedText.Compose(text);
            var result = new StringBuilder(composed.Length);
            foreach (char character in composed)
            {
                if (!char.IsWhiteSpace(character))
                    result.Append(character);
                else if (result.Length > 0 && result[result.Length - 1] != ' ')
                    result.Append(' ');
            }

            return result.ToString().TrimEnd(' ');
        }

        /// <summary>What a reader takes for single characters: a letter with its accents, an emoji with its modifiers.</summary>
        public static List<string> TextElements(string text)
        {
            var elements = new List<string>();
            TextElementEnumerator enumerator = StringInfo.GetTextElementEnumerator(text);
            while (enumerator.MoveNext())
                elements.Add(enumerator.GetTextElement());
            return elements;
        }

        /// <summary>
        /// The words: runs of letters, accents and digits, apostrophes inside them included. In scripts without spaces, such as Chinese,
        /// each character is a word.
        /// </summary>
        public static List<string> Words(string text)
        {
            var words = new List<string>();
            var word = new StringBuilder();
            List<string> elements = TextElements(text);
            for (int i = 0; i < elements.Count; i++)
            {
                bool joins = IsApostrophe(elements[i]) && word.Length > 0 && i + 1 < elements.Count && IsWordCharacter(elements[i + 1], 0);
                bool belongs = joins || IsWordCharacter(elements[i], 0);
                bool alone = belongs && IsUnspaced(elements[i], 0);
                if (word.Length > 0 && (!belongs || alone))
                {
                    words.Add(word.ToString());
                    word.Clear();
                }

                if (alone)
                    words.Add(elements[i]);
                else if (belongs)
                    word.Append(elements[i]);
            }

            if (word.Length > 0)
                words.Add(word.ToString());
            return words;
        }

        /// <summary>True when the phrase stands in the text as whole words, in any case. Both are normalised.</summary>
        public static bool ContainsWords(string text, string phrase)
        {
            for (int i = text.IndexOf(phrase, StringComparison.OrdinalIgnoreCase); i >= 0;
                i = i + 1 < text.Length ? text.IndexOf(phrase, i + 1, StringComparison.OrdinalIgnoreCase) : -1)
            {
                if (IsWordEdge(text, i) && IsWordEdge(text, i + phrase.Length))
                    return true;
            }

            return false;
        }

        private static bool IsWordEdge(string text, int index)
        {
            if (index == 0 || index == text.Length)
                return true;
            int before = index > 1 && char.IsLowSurrogate(text[index - 1]) ? index - 2 : index - 1;
            return !IsWordCharacter(text, before) || !IsWordCharacter(text, index) || IsUnspaced(text, before) || IsUnspaced(text, index);
        }

        private static bool IsApostrophe(string element) => element == "'" || element == "\u2019";

        private static bool IsWordCharacter(string text, int index)
        {
            switch (CharUnicodeInfo.GetUnicodeCategory(text, index))
            {
                case UnicodeCategory.UppercaseLetter:
                case UnicodeCategory.LowercaseLetter:
                case UnicodeCategory.TitlecaseLetter:
                case UnicodeCategory.ModifierLetter:
                case UnicodeCategory.OtherLetter:
                case UnicodeCategory.SpacingCombiningMark:
                case UnicodeCategory.DecimalDigitNumber:
                case UnicodeCategory.LetterNumber:
                case UnicodeCategory.OtherNumber:
                    return true;
                case UnicodeCategory.NonSpacingMark:
                    return text[index] < '\uFE00' || text[index] > '\uFE0F'; // the variation selectors of emoji
                default:
                    return false;
            }
        }

        // Thai, Lao, Burmese, Khmer, Japanese kana and Han.
        private static bool IsUnspaced(string text, int index)
        {
            int codePoint = char.IsSurrogatePair(text, index) ? char.ConvertToUtf32(text, index) : text[index];
            return (codePoint >= 0x0E00 && codePoint <= 0x0EFF)
                || (codePoint >= 0x1000 && codePoint <= 0x109F)
                || (codePoint >= 0x1780 && codePoint <= 0x17FF)
                || (codePoint >= 0x3040 && codePoint <= 0x30FF)
                || (codePoint >= 0x3400 && codePoint <= 0x9FFF)
                || (codePoint >= 0xF900 && codePoint <= 0xFAFF)
                || (codePoint >= 0x20000 && codePoint <= 0x3FFFF);
        }
    }
}
