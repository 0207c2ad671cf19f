#nullable enable
using System.IO;

namespace Repartee.Prompting
{
    /// <summary>
    /// Reads the tokenizer.json of a Hugging Face checkpoint: byte-level BPE (GPT-2, Qwen, Llama 3, SmolLM, Mistral Nemo) or BPE in
    /// SentencePiece's manner (Llama 2, TinyLlama, Mistral). The file is not trusted: its size, ids and merges are checked.
    /// </summary>
    public static class TokenizerFile
    {
        /// <summary>Reads a tokenizer.json.</summary>
        /// <param name="tokenizerJsonPath">The file.</param>
        /// <returns>A <see cref="ByteLevelBpeTokenizer"/> or a <see cref="SentencePieceBpeTokenizer"/>.</returns>
        /// <exception cref="FileNotFoundException">There is no such file.</exception>
        /// <exception cref="InvalidDataException">It is damaged, or of a kind that isn't supported; the message says which are.</exception>
        public static ITokenizer Load(string tokenizerJsonPath)
        {
            using FileStream stream = File.OpenRead(tokenizerJsonPath);
            return Parse(stream);
        }

        /// <summary>Reads the content of a tokenizer.json.</summary>
        /// <param name="tokenizerJson">UTF-8 JSON; the caller disposes it.</param>
        /// <returns>A <see cref="ByteLevelBpeTokenizer"/> or a <see cref="SentencePieceBpeTokenizer"/>.</returns>
        /// <exception cref="InvalidDataException">It is damaged, or of a kind that isn't supported; the message says which are.</exception>
        public static ITokenizer Parse(Stream tokenizerJson) => TokenizerJsonReader.Read(tokenizerJson);
    }
}
