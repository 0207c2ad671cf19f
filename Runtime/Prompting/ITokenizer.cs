#nullable enable
using System;
using System.Collections.Generic;

namespace Repartee.Prompting
{
    /// <summary>Turns text into token ids and back. Implementations are immutable and safe to call from several threads.</summary>
    public interface ITokenizer
    {
        /// <summary>How many token ids there are: every id is in 0 .. VocabularySize - 1.</summary>
        int VocabularySize { get; }

        /// <summary>The tokens that stand for roles, ends and padding, by their spelling. No ordinary text encodes to their ids.</summary>
        IReadOnlyDictionary<string, int> SpecialTokens { get; }

        /// <summary>
        /// Encodes ordinary text, such as what a player typed. The spelling of a special token inside it is encoded as the letters it
        /// is made of, so that nobody can forge a role.
        /// </summary>
        /// <param name="text">Any text; halves of surrogate pairs are read as U+FFFD.</param>
        /// <returns>Token ids, none of them special.</returns>
        int[] Encode(string text);

        /// <summary>Encodes trusted text: special tokens spelled out inside it become their ids.</summary>
        /// <param name="text">Text that no player typed, such as a chat template or a row of a data set.</param>
        /// <returns>Token ids.</returns>
        int[] EncodeWithSpecialTokens(string text);

        /// <summary>
        /// Encodes the parts of one text as one text: pieces and merges reach across them, but special tokens are only found inside
        /// trusted ones.
        /// </summary>
        /// <param name="parts">The parts in order.</param>
        /// <param name="position">What stands before the text.</param>
        /// <returns>Token ids.</returns>
        int[] Encode(IReadOnlyList<PromptPart> parts, TextPosition position);

        /// <summary>
        /// Decodes token ids. Special tokens are left out; bytes that are no UTF-8 become U+FFFD. A space that <see cref="Encode(string)"/>
        /// adds to every text in front is taken away again.
        /// </summary>
        /// <param name="ids">Token ids.</param>
        /// <returns>The text.</returns>
        /// <exception cref="ArgumentOutOfRangeException">An id is outside the vocabulary.</exception>
        string Decode(IEnumerable<int> ids);

        /// <summary>The UTF-8 bytes a token stands for, possibly only a part of a character; empty for a special token.</summary>
        /// <param name="id">A token id.</param>
        /// <returns>The bytes. They belong to the tokenizer.</returns>
        /// <exception cref="ArgumentOutOfRangeException">The id is outside the vocabulary.</exception>
        ReadOnlyMemory<byte> GetBytes(int id);

        /// <summary>Writes a tokenizer.json that <see cref="TokenizerFile"/> reads again. The file appears whole or not at all.</summary>
        /// <param name="tokenizerJsonPath">The file; an old one is replaced.</param>
        /// <exception cref="System.IO.IOException">The file can't be written.</exception>
        void Save(string tokenizerJsonPath);
    }
}
