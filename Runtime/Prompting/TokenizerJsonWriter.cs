#nullable enable
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Repartee.Prompting
{
    /// <summary>Writes the tokenizer.json of a <see cref="BpeVocabulary"/>, in the form of Hugging Face tokenizers.</summary>
    internal static class TokenizerJsonWriter
    {
        private static readonly JsonWriterOptions Options =
            new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

        public static void Write(BpeVocabulary vocabulary, Stream stream)
        {
            using var json = new Utf8JsonWriter(stream, Options);
            json.WriteStartObject();
            json.WriteString("version", "1.0");
            json.WriteNull("truncation");
            json.WriteNull("padding");
            WriteAddedTokens(json, vocabulary);
            WriteNormalizer(json, vocabulary.ComposeText);
            WriteByteLevel(json, "pre_tokenizer", addPrefixSpace: false);
            json.WriteNull("post_processor");
            WriteByteLevel(json, "decoder", addPrefixSpace: true);
            WriteModel(json, vocabulary);
            json.WriteEndObject();
        }

        private static void WriteAddedTokens(Utf8JsonWriter json, BpeVocabulary vocabulary)
        {
            json.WriteStartArray("added_tokens");
            foreach (KeyValuePair<string, int> token in vocabulary.SpecialTokens.Concat(vocabulary.AddedTexts).OrderBy(pair => pair.Value))
            {
                json.WriteStartObject();
                json.WriteNumber("id", token.Value);
                json.WriteString("content", token.Key);
                json.WriteBoolean("single_word", false);
                json.WriteBoolean("lstrip", false);
                json.WriteBoolean("rstrip", false);
                json.WriteBoolean("normalized", false);
                json.WriteBoolean("special", vocabulary.SpecialTokens.ContainsKey(token.Key));
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        private static void WriteNormalizer(Utf8JsonWriter json, bool composeText)
        {
            if (!composeText)
            {
                json.WriteNull("normalizer");
                return;
            }

            json.WriteStartObject("normalizer");
            json.WriteString("type", "NFC");
            json.WriteEndObject();
        }

        private static void WriteByteLevel(Utf8JsonWriter json, string name, bool addPrefixSpace)
        {
            json.WriteStartObject(name);
            json.WriteString("type", "ByteLevel");
            json.WriteBoolean("add_prefix_space", addPrefixSpace);
            json.WriteBoolean("trim_offsets", true);
            json.WriteBoolean("use_regex", true);
            json.WriteEndObject();
        }

        private static void WriteModel(Utf8JsonWriter json, BpeVocabulary vocabulary)
        {
            json.WriteStartObject("model");
            json.WriteString("type", "BPE");
            json.WriteNull("dropout");
            json.WriteNull("unk_token");
            json.WriteNull("continuing_subword_prefix");
            json.WriteNull("end_of_word_suffix");
            json.WriteBoolean("fuse_unk", false);
            json.WriteBoolean("byte_fallback", false);
            json.WriteBoolean("ignore_merges", false);
            json.WriteStartObject("vocab");
            for (int id = 0; id < vocabulary.Tokens.Count; id++)
                json.WriteNumber(vocabulary.Tokens[id], id);
            json.WriteEndObject();
            json.WriteStartArray("merges");
            foreach (string merge in vocabulary.Merges)
                json.WriteStringValue(merge);
            json.WriteEndArray();
            json.WriteEndObject();
        }
    }
}
