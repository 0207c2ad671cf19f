#nullable enable
using System;

namespace Repartee.Prompting
{
    /// <summary>Finds the pieces that a <see cref="SplitPattern"/> matches in one text. Each method is one alternative of the pattern and
    /// gives the end of its match, or where it started when it doesn't match.</summary>
    internal readonly struct SplitScanner
    {
        private const char LongS = '\u017F';      // the only other letter that is an "s" in any case
        private static readonly string[] Contractions = { "s", "t", "re", "ve", "m", "ll", "d" };
        private static readonly Func<string, int, bool> Letter = CharacterClass.IsLetter;
        private static readonly Func<string, int, bool> Number = CharacterClass.IsNumber;
        private static readonly Func<string, int, bool> Other = CharacterClass.IsOther;
        private static readonly Func<string, int, bool> Space = CharacterClass.IsSpace;
        private static readonly Func<string, int, bool> LowerOrCaseless =
            (text, index) => CharacterClass.IsLower(text, index) || IsCaseless(text, index);

        private static readonly Func<string, int, bool> UpperOrCaseless =
            (text, index) => CharacterClass.IsUpper(text, index) || IsCaseless(text, index);

        private readonly SplitPattern _pattern;
        private readonly string _text;

        public SplitScanner(SplitPattern pattern, string text)
        {
            _pattern = pattern;
            _text = text;
        }

        public int EndOfPiece(int start)
        {
            int end = Contraction(start);
            if (end == start)
                end = Word(start);
            if (end == start)
                end = Digits(start);
            if (end == start)
                end = Punctuation(start);
            return end == start ? Blanks(start) : end;
        }

        private int Contraction(int start)
        {
            if (_text[start] != '\'' || _pattern.Words == SplitWords.ByCase)
                return start;
            foreach (string letters in Contractions)
            {
                int end = start + 1 + letters.Length;
                if (end <= _text.Length && IsContraction(start + 1, letters))
                    return end;
            }

            return start;
        }

        private bool IsContraction(int start, string letters)
        {
            for (int i = 0; i < letters.Length; i++)
            {
                char found = _text[start + i];
                if (_pattern.Words == SplitWords.AfterAny)
                    found = found == LongS ? 's' : found < '\u0080' ? char.ToLowerInvariant(found) : found;
                if (found != letters[i])
                    return false;
            }

            return true;
        }

        private int Word(int start)
        {
            if (_pattern.Words == SplitWords.ByCase)
                return CasedWord(start);
            bool isLead = _pattern.Words == SplitWords.AfterSpace ? _text[start] == ' ' : IsLead(start);
            int first = isLead ? start + CharacterClass.Length(_text, start) : start;
            int end = Run(first, int.MaxValue, Letter);
            return end == first ? start : end;
        }

        // [^\r\n\p{L}\p{N}]
        private bool IsLead(int index) =>
            _text[index] != '\r' && _text[index] != '\n'
            && !CharacterClass.IsLetter(_text, index) && !CharacterClass.IsNumber(_text, index);

        private int CasedWord(int start)
        {
            int afterLead = IsLead(start) ? start + CharacterClass.Length(_text, start) : start;
            int end = WordThatEndsLower(afterLead);
            if (end > afterLead)
                return end;
            end = WordThatEndsLower(start);
            if (end > start)
                return end;
            end = UpperRun(afterLead);
            return end > afterLead ? end : UpperRun(start);
        }

        // [\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+
        private int WordThatEndsLower(int start)
        {
            int upperEnd = UpperRun(start);
            int end = Run(upperEnd, int.MaxValue, LowerOrCaseless);
            if (end > upperEnd)
                return end;

            // The first class gives characters back until the second finds one of its own.
            while (end > start && !IsCaseless(_text, CharacterClass.Previous(_text, end)))
                end = CharacterClass.Previous(_text, end);
            return end;
        }

        private int UpperRun(int start) => Run(start, int.MaxValue, UpperOrCaseless);

        // [\p{Lm}\p{Lo}\p{M}]
        private static bool IsCaseless(string text, int index) =>
            CharacterClass.IsMark(text, index)
            || (CharacterClass.IsLetter(text, index) && !CharacterClass.IsUpper(text, index) && !CharacterClass.IsLower(text, index));

        private int Digits(int start)
        {
            int first = _pattern.MaxDigits == int.MaxValue && _text[start] == ' ' ? start + 1 : start;
            int end = Run(first, _pattern.MaxDigits, Number);
            return end == first ? start : end;
        }

        private int Punctuation(int start)
        {
            int first = _text[start] == ' ' ? start + 1 : start;
            int end = Run(first, int.MaxValue, Other);
            if (end == first)
                return start;
            while (end < _text.Length && _pattern.PunctuationTail.IndexOf(_text[end]) >= 0)
                end++;
            return end;
        }

        private int Blanks(int start)
        {
            int end = Run(start, int.MaxValue, Space);
            if (_pattern.PunctuationTail.Length > 0)
            {
                int lineEnd = _text.LastIndexOfAny(new[] { '\r', '\n' }, end - 1, end - start);
                if (lineEnd >= 0)
                    return lineEnd + 1;
            }

            // \s+(?!\S): all of the run but its last character, which goes with the text behind it.
            return end < _text.Length && end - start > 1 ? end - 1 : end;
        }

        private int Run(int start, int maxCount, Func<string, int, bool> isInside)
        {
            int end = start;
            for (int count = 0; count < maxCount && end < _text.Length && isInside(_text, end); count++)
                end += CharacterClass.Length(_text, end);
            return end;
        }
    }
}
