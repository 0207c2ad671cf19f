#nullable enable
using System;
using System.Collections.Generic;
using System.Globalization;
using Microsoft.ML.Tokenizers;

namespace Repartee.Prompting
{
    /// <summary>
    /// Splits text into the pieces of GPT-2's pattern, over code points:
    /// <c>'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+</c>.
    /// .NET's regular expressions see UTF-16 halves and so misjudge letters beyond U+FFFF.
    /// </summary>
    internal sealed class Gpt2PreTokenizer : PreTokenizer
    {
        private static readonly string[] Contractions = { "'s", "'t", "'re", "'ve", "'m", "'ll", "'d" };

        private enum CharacterClass
        {
            Space,
            Letter,
            Number,
            Other,
        }

        public override IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text) => PreTokenize(text.ToString());

        public override IEnumerable<(int Offset, int Length)> PreTokenize(string text)
        {
            for (int start = 0; start < text.Length;)
            {
                int end = EndOfPiece(text, start);
                yield return (start, end - start);
                start = end;
            }
        }

        private static int EndOfPiece(string text, int start)
        {
            if (text[start] == '\'')
                foreach (string contraction in Contractions)
                    if (string.CompareOrdinal(text, start, contraction, 0, contraction.Length) == 0)
                        return start + contraction.Length;

            // A single space belongs to the run behind it.
            int run = text[start] == ' ' && start + 1 < text.Length ? start + 1 : start;
            CharacterClass kind = ClassAt(text, run);
            if (kind != CharacterClass.Space)
                return EndOfRun(text, run, kind);

            // \s+(?!\S): all of a run of white space but its last character, which goes with the text behind it.
            int end = EndOfRun(text, start, CharacterClass.Space);
            return end < text.Length && end - start > 1 ? end - 1 : end;
        }

        private static int EndOfRun(string text, int start, CharacterClass kind)
        {
            int end = start;
            while (end < text.Length && ClassAt(text, end) == kind)
                end += char.IsSurrogatePair(text, end) ? 2 : 1;
            return end;
        }

        private static CharacterClass ClassAt(string text, int index)
        {
            if (char.IsWhiteSpace(text[index]))
                return CharacterClass.Space;
            switch (CharUnicodeInfo.GetUnicodeCategory(text, index))
            {
                case UnicodeCategory.UppercaseLetter:
                case UnicodeCategory.LowercaseLetter:
                case UnicodeCategory.TitlecaseLetter:
                case UnicodeCategory.ModifierLetter:
                case UnicodeCategory.OtherLetter:
                    return CharacterClass.Letter;
                case UnicodeCategory.DecimalDigitNumber:
                case UnicodeCategory.LetterNumber:
                case UnicodeCategory.OtherNumber:
                    return CharacterClass.Number;
                default:
                    return CharacterClass.Other;
            }
        }
    }
}
