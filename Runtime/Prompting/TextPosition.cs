#nullable enable

namespace Repartee.Prompting
{
    /// <summary>What stands before a text that is encoded. Tokenizers that write a space before a word need to know.</summary>
    public enum TextPosition
    {
        /// <summary>Nothing: the text begins a prompt.</summary>
        Start,

        /// <summary>A special token, or another that is found before text is split.</summary>
        AfterSpecialToken,

        /// <summary>Other text, which this one goes on with.</summary>
        AfterText,
    }
}
