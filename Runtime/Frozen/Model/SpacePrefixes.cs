#nullable enable
using System;
using System.IO;
using Repartee.Frozen.Gguf;
using Repartee.Prompting;

namespace Repartee.Frozen.Model
{
    /// <summary>Our names for where a tokenizer in SentencePiece's manner writes a space in front of a text.</summary>
    internal static class SpacePrefixes
    {
        private static readonly string[] Names = { "none", "first_word", "every_word", "every_text" };

        internal static string Name(SentencePiecePrefix prefix) => Names[(int)prefix];

        /// <exception cref="InvalidDataException">It is none of ours.</exception>
        internal static SentencePiecePrefix Named(string name, string path)
        {
            int index = Array.IndexOf(Names, name);
            return index >= 0 ? (SentencePiecePrefix)index : throw new InvalidDataException(
                $"{path}: expected {TokenizerKeys.SpacePrefix} to be one of {string.Join(", ", Names)}, but found " +
                $"\"{GgufText.Shorten(name)}\". Freeze the actor again.");
        }
    }
}
