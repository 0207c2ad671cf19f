#nullable enable

namespace Repartee.Prompting
{
    /// <summary>Where a tokenizer in SentencePiece's manner writes a space in front of a text.</summary>
    internal enum SentencePiecePrefix
    {
        /// <summary>Nowhere.</summary>
        None,

        /// <summary>At the beginning of a prompt that doesn't begin with one.</summary>
        FirstWord,

        /// <summary>There and behind each added token, where there is none yet.</summary>
        EveryWord,

        /// <summary>There and behind each added token, always: the normalizer Prepend of Llama 2.</summary>
        EveryText,
    }
}
