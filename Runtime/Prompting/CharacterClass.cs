#nullable enable
using System.Globalization;

namespace Repartee.Prompting
{
    /// <summary>
    /// The Unicode classes that split patterns name, of code points. .NET's regular expressions see UTF-16 halves and so misjudge
    /// letters and digits beyond U+FFFF. Texts have to be well-formed.
    /// </summary>
    internal static class CharacterClass
    {
        /// <summary>How many characters the code point at an index takes.</summary>
        public static int Length(string text, int index) => char.IsSurrogatePair(text, index) ? 2 : 1;

        /// <summary>The index of the code point before another.</summary>
        public static int Previous(string text, int index) => index > 1 && char.IsSurrogatePair(text, index - 2) ? index - 2 : index - 1;

        /// <summary>Pattern \s.</summary>
        public static bool IsSpace(string text, int index) => char.IsWhiteSpace(text[index]);

        /// <summary>Pattern \p{L}.</summary>
        public static bool IsLetter(string text, int index) => Category(text, index) <= UnicodeCategory.OtherLetter;

        /// <summary>Pattern [\p{Lu}\p{Lt}].</summary>
        public static bool IsUpper(string text, int index) =>
            Category(text, index) == UnicodeCategory.UppercaseLetter || Category(text, index) == UnicodeCategory.TitlecaseLetter;

        /// <summary>Pattern \p{Ll}.</summary>
        public static bool IsLower(string text, int index) => Category(text, index) == UnicodeCategory.LowercaseLetter;

        /// <summary>Pattern \p{M}.</summary>
        public static bool IsMark(string text, int index) =>
            Category(text, index) >= UnicodeCategory.NonSpacingMark && Category(text, index) <= UnicodeCategory.EnclosingMark;

        /// <summary>Pattern \p{N}.</summary>
        public static bool IsNumber(string text, int index) =>
            Category(text, index) >= UnicodeCategory.DecimalDigitNumber && Category(text, index) <= UnicodeCategory.OtherNumber;

        /// <summary>Pattern [^\s\p{L}\p{N}].</summary>
        public static bool IsOther(string text, int index) =>
            !IsSpace(text, index) && !IsLetter(text, index) && !IsNumber(text, index);

        /// <summary>Pattern \w.</summary>
        public static bool IsWord(string text, int index) =>
            Category(text, index) <= UnicodeCategory.LetterNumber || Category(text, index) == UnicodeCategory.ConnectorPunctuation
            || text[index] == '\u200C' || text[index] == '\u200D';

        // UnicodeCategory counts letters 0 to 4, marks 5 to 7, numbers 8 to 10.
        private static UnicodeCategory Category(string text, int index) => CharUnicodeInfo.GetUnicodeCategory(text, index);
    }
}
