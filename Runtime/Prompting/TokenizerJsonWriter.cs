#nullable enable
using System.Collections.Generic;
using System.IO;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Repartee.Prompting
{
    /// <summary>Writes the tokenizer.json of a <see cref="BpeVocabulary"/>, in the form of Hugging Face tokenizers.</summary>
    internal static class TokenizerJsonWriter
    {
        internal static readonly JsonWriterOptions Options =
            new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

        public static void Write(BpeVocabulary vocabulary, Stream stream)
        {
            using var json = new Utf8JsonWriter(stream, Options);
            json.WriteStartObject();
            json.WriteString("version", "1.0");
            json.WriteNull("truncation");
            json.WriteNull("padding");
            WriteAddedTokens(json, vocabulary.AddedTokens);
            WriteNormalizer(json, vocabulary.ComposeText);
            WritePreTokenizer(json, vocabulary.Rules);
            json.WriteNull("post_processor");
            json.WriteStartObject("decoder");
            WriteByteLevel(json, addPrefixSpace: true, usesRegex: true);
            WriteModel(json, vocabulary);
            json.WriteEndObject();
        }

        internal static void WriteAddedTokens(Utf8JsonWriter json, IReadOnlyList<AddedToken> tokens)
        {
            json.WriteStartArray("added_tokens");
            foreach (AddedToken token in tokens)
            {
                json.WriteStartObject();
                json.WriteNumber("id", token.Id);
                json.WriteString("content", token.Content);
                json.WriteBoolean("single_word", token.IsSingleWord);
                json.WriteBoolean("lstrip", token.StripsLeft);
                json.WriteBoolean("rstrip", token.StripsRight);
                json.WriteBoolean("normalized", token.IsNormalized);
                json.WriteBoolean("special", token.IsSpecial);
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

        private static void WritePreTokenizer(Utf8JsonWriter json, ByteLevelRules rules)
        {
            json.WriteStartObject("pre_tokenizer");
            bool splits = rules.Pattern != SplitPattern.Gpt2;
            if (!splits && !rules.CutsDigits)
            {
                WriteByteLevel(json, rules.AddsPrefixSpace, usesRegex: true);
                return;
            }

            json.WriteString("type", "Sequence");
            json.WriteStartArray("pretokenizers");
            json.WriteStartObject();
            json.WriteString("type", splits ? "Split" : "Digits");
            if (splits)
            {
                json.WriteStartObject("pattern");
                json.WriteString("Regex", rules.Pattern.Regex);
                json.WriteEndObject();
                json.WriteString("behavior", "Isolated");
                json.WriteBoolean("invert", false);
            }
            else
            {
                json.WriteBoolean("individual_digits", true);
            }

            json.WriteEndObject();
            json.WriteStartObject();
            WriteByteLevel(json, addPrefixSpace: false, usesRegex: !splits);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        // The object is begun already, and ended here.
        private static void WriteByteLevel(Utf8JsonWriter json, bool addPrefixSpace, bool usesRegex)
        {
            json.WriteString("type", "ByteLevel");
            json.WriteBoolean("add_prefix_space", addPrefixSpace);
            json.WriteBoolean("trim_offsets", true);
            json.WriteBoolean("use_regex", usesRegex);
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
            json.WriteBoolean("ignore_merges", vocabulary.Rules.IgnoresMerges);
            WriteTokens(json, vocabulary.Tokens, vocabulary.Merges);
            json.WriteEndObject();
        }

        internal static void WriteTokens(Utf8JsonWriter json, IReadOnlyList<string> tokens, IReadOnlyList<string> merges)
        {
            json.WriteStartObject("vocab");
            for (int id = 0; id < tokens.Count; id++)
                if (tokens[id].Length > 0)
                    json.WriteNumber(tokens[id], id);
            json.WriteEndObject();
            json.WriteStartArray("merges");
            foreach (string merge in merges)
                json.WriteStringValue(merge);
            json.WriteEndArray();
        }
    }
}
