#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;

namespace Repartee.Prompting
{
    /// <summary>
    /// One of the regular expressions by which published tokenizers split text before they merge, run by hand over code points. They are
    /// recognised by their text.
    /// </summary>
    internal sealed class SplitPattern
    {
        private const string BlankRuns = @"\s*[\r\n]+|\s+(?!\S)|\s+";

        /// <summary>GPT-2's, which tokenizer.json files don't write out.</summary>
        public static readonly SplitPattern Gpt2 = new SplitPattern(
            @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+", SplitWords.AfterSpace, int.MaxValue, "");

        /// <summary>That of Qwen 2, 2.5 and 3.</summary>
        public static readonly SplitPattern Qwen2 = new SplitPattern(
            @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|" + BlankRuns,
            SplitWords.AfterAny, 1, "\r\n");

        /// <summary>That of Llama 3.</summary>
        public static readonly SplitPattern Llama3 = new SplitPattern(
            @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|" + BlankRuns,
            SplitWords.AfterAny, 3, "\r\n");

        /// <summary>That of Mistral Nemo and its heirs.</summary>
        public static readonly SplitPattern Tekken = new SplitPattern(
            @"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+"
            + @"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*"
            + @"|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|" + BlankRuns, SplitWords.ByCase, 1, "\r\n/");

        private SplitPattern(string regex, SplitWords words, int maxDigits, string punctuationTail)
        {
            Regex = regex;
            Words = words;
            MaxDigits = maxDigits;
            PunctuationTail = punctuationTail;
        }

        /// <summary>All of them.</summary>
        public static IReadOnlyList<SplitPattern> All { get; } = new[] { Gpt2, Qwen2, Llama3, Tekken };

        /// <summary>The expression as files write it.</summary>
        public string Regex { get; }

        /// <summary>How words are told apart.</summary>
        public SplitWords Words { get; }

        /// <summary>How many digits a piece holds at most.</summary>
        public int MaxDigits { get; }

        /// <summary>
        /// Line ends, and more, that a piece of punctuation takes along behind it. Where there are any, a run of white space also ends
        /// with its last line end.
        /// </summary>
        public string PunctuationTail { get; }

        /// <summary>The pattern of that text, or null.</summary>
        public static SplitPattern? Find(string regex) => All.FirstOrDefault(pattern => pattern.Regex == regex);

        /// <summary>The pieces of a well-formed text, in order and without gaps.</summary>
        public IEnumerable<string> Split(string text)
        {
            var scanner = new SplitScanner(this, text);
            for (int start = 0; start < text.Length;)
            {
                int end = scanner.EndOfPiece(start);
                yield return text.Substring(start, end - start);
                start = end;
            }
        }
    }
}
