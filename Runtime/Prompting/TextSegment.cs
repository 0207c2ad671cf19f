#nullable enable

namespace Repartee.Prompting
{
    /// <summary>An added token, or the normalised text between two of them.</summary>
    internal readonly struct TextSegment
    {
        public TextSegment(AddedToken? token, string text, TextPosition position)
        {
            Token = token;
            Text = text;
            Position = position;
        }

        /// <summary>The token; null for text.</summary>
        public AddedToken? Token { get; }

        /// <summary>The text; empty for a token.</summary>
        public string Text { get; }

        /// <summary>What stands before the text.</summary>
        public TextPosition Position { get; }
    }
}
