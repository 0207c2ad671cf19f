#nullable enable
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Repartee.Prompting
{
    /// <summary>What a byte-level BPE tokenizer does to text before it merges.</summary>
    internal sealed class ByteLevelRules
    {
        /// <summary>GPT-2's: nothing but its pattern.</summary>
        public static readonly ByteLevelRules Default = new ByteLevelRules();

        /// <summary>How text is split into pieces.</summary>
        public SplitPattern Pattern { get; init; } = SplitPattern.Gpt2;

        /// <summary>True when each digit is cut out before the pattern sees the text between.</summary>
        public bool CutsDigits { get; init; }

        /// <summary>True when a text that doesn't begin with a space gets one.</summary>
        public bool AddsPrefixSpace { get; init; }

        /// <summary>True when text is composed (Unicode NFC) first.</summary>
        public bool ComposesText { get; init; }

        /// <summary>True when a piece that is a token becomes it, whether or not merging makes it.</summary>
        public bool IgnoresMerges { get; init; }

        /// <summary>True when bytes without a token are left out of texts, as the reference does where there is no unknown token.</summary>
        public bool DropsUnknownBytes { get; init; }

        /// <summary>The text as it stands before it is split.</summary>
        public string Normalize(string text) => ComposesText ? Compose(text) : text;

        /// <summary>The pieces of a normalised text.</summary>
        public IEnumerable<string> Split(string text, TextPosition position)
        {
            if (AddsPrefixSpace && position != TextPosition.AfterText && text[0] != ' ')
                text = " " + text;
            if (!CutsDigits)
                return Pattern.Split(text);
            return SplitBetweenDigits(text);
        }

        // .NET refuses to compose U+FFFE, which composes with nothing.
        private static string Compose(string text) =>
            string.Join("\uFFFE", text.Split('\uFFFE').Select(part => part.Normalize(NormalizationForm.FormC)));

        private IEnumerable<string> SplitBetweenDigits(string text)
        {
            int start = 0;
            for (int i = 0; i <= text.Length;)
            {
                bool isDigit = i < text.Length && CharacterClass.IsNumber(text, i);
                if (i < text.Length && !isDigit)
                {
                    i += CharacterClass.Length(text, i);
                    continue;
                }

                foreach (string piece in Pattern.Split(text.Substring(start, i - start)))
                    yield return piece;
                if (!isDigit)
                    yield break;
                start = i + CharacterClass.Length(text, i);
                yield return text.Substring(i, start - i);
                i = start;
            }
        }
    }
}
