#nullable enable

namespace Repartee.Prompting
{
    /// <summary>What a tokenizer in SentencePiece's manner does to text before it merges, and after it decodes.</summary>
    internal sealed class SentencePieceRules
    {
        /// <summary>The character that stands for a space.</summary>
        public const char Space = '\u2581';

        /// <summary>Where texts get a space in front.</summary>
        public SentencePiecePrefix Prefix { get; init; }

        /// <summary>True when one space at the beginning of a decoded text is left out.</summary>
        public bool StripsLeadingSpace { get; init; }

        /// <summary>The text as it stands before added tokens are found in it.</summary>
        public string Normalize(string text, TextPosition position)
        {
            if (Prefix != SentencePiecePrefix.EveryText)
                return text;
            text = text.Replace(' ', Space);
            return position == TextPosition.AfterText ? text : Space + text;
        }

        /// <summary>A normalised text between added tokens as it is merged.</summary>
        public string Escape(string text, TextPosition position)
        {
            if (Prefix == SentencePiecePrefix.EveryText)
                return text;
            text = text.Replace(' ', Space);
            bool mayPrefix = Prefix == SentencePiecePrefix.EveryWord
                ? position != TextPosition.AfterText
                : Prefix == SentencePiecePrefix.FirstWord && position == TextPosition.Start;
            return mayPrefix && text[0] != Space ? Space + text : text;
        }
    }
}
