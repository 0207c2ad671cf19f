#nullable enable
using System;
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
            bool isPlain = true, isSpaced = true, afterSpace = true;
            foreach (char character in text)
            {
                if (character > ' ' && character < '\u007F')
                {
                    afterSpace = false;
                    continue;
                }

                bool isSpace = char.IsWhiteSpace(character);
                isSpaced &= !isSpace || (character == ' ' && !afterSpace);
                isPlain &= IsPlain(character);
                afterSpace = isSpace;
            }

            string composed = isPlain ? text : WellFormedText.Compose(text);
            if (isPlain && isSpaced && (text.Length == 0 || !afterSpace))
                return text;
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

        /// <summary>
        /// UTF-16 units of the text element that starts here, what a reader takes for a single character: a letter with its accents, an
        /// emoji with its modifiers. The text is normalised.
        /// </summary>
        public static int ElementLength(string text, int start) =>
            IsPlain(text[start]) && (start + 1 == text.Length || IsPlain(text[start + 1]))
                ? 1
                : StringInfo.GetNextTextElement(text, start).Length;

        /// <summary>How many text elements a normalised text has.</summary>
        public static int CountElements(string text)
        {
            int count = 0;
            for (int at = 0; at < text.Length; at += ElementLength(text, at))
                count++;
            return count;
        }

        /// <summary>
        /// The next word from a place in a normalised text on, and the place after it. Words are runs of letters, accents and digits,
        /// apostrophes inside them included. In scripts without spaces, such as Chinese, each character is a word.
        /// </summary>
        /// <returns>False when there is none any more.</returns>
        public static bool NextWord(string text, ref int place, out int start, out int length)
        {
            start = -1;
            for (int element; place < text.Length; place += element)
            {
                element = ElementLength(text, place);
                if (element == 1 && IsAsciiLetterOrDigit(text[place]))
                {
                    start = start < 0 ? place : start;
                    continue;
                }

                bool joins = start >= 0 && element == 1 && IsApostrophe(text[place])
                    && place + 1 < text.Length && IsWordCharacter(text, place + 1);
                bool belongs = joins || IsWordCharacter(text, place);
                bool alone = belongs && IsUnspaced(text, place);
                if (start >= 0 && (!belongs || alone))
                    break;
                if (belongs && start < 0)
                    start = place;
                if (!alone)
                    continue;
                place += element;
                break;
            }

            length = place - start;
            return start >= 0;
        }

        /// <summary>How many words a normalised text has.</summary>
        public static int CountWords(string text)
        {
            int count = 0, place = 0;
            while (NextWord(text, ref place, out _, out _))
                count++;
            return count;
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

        // Below the combining accents, and common punctuation: composed as it stands, and a text element of its own before another one.
        private static bool IsPlain(char character) => character < '\u0300' || (character >= '\u2010' && character <= '\u2027');

        private static bool IsAsciiLetterOrDigit(char character) =>
            (uint)((character | 0x20) - 'a') <= 'z' - 'a' || (uint)(character - '0') <= '9' - '0';

        private static bool IsApostrophe(char character) => character == '\'' || character == '\u2019';

        private static bool IsWordCharacter(string text, int index)
        {
            char first = text[index];
            if (first < '\u0080')
                return IsAsciiLetterOrDigit(first);
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
            if (text[index] < '\u0E00')
                return false;
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
