#nullable enable
using System.IO;
using System.Text.Json;

namespace Repartee.Prompting
{
    /// <summary>Writes the tokenizer.json of a tokenizer in SentencePiece's manner, in the form of Hugging Face tokenizers.</summary>
    internal static class SentencePieceJsonWriter
    {
        private static readonly string Space = SentencePieceRules.Space.ToString();

        public static void Write(TokenizerContents contents, SentencePieceRules rules, Stream stream)
        {
            using var json = new Utf8JsonWriter(stream, TokenizerJsonWriter.Options);
            json.WriteStartObject();
            json.WriteString("version", "1.0");
            json.WriteNull("truncation");
            json.WriteNull("padding");
            TokenizerJsonWriter.WriteAddedTokens(json, contents.AddedTokens);
            WritePrefix(json, rules.Prefix);
            json.WriteNull("post_processor");
            WriteDecoder(json, rules.StripsLeadingSpace);
            json.WriteStartObject("model");
            json.WriteString("type", "BPE");
            json.WriteBoolean("fuse_unk", true);
            json.WriteBoolean("byte_fallback", true);
            json.WriteBoolean("ignore_merges", false);
            TokenizerJsonWriter.WriteTokens(json, contents.Tokens, contents.Merges);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        private static void WritePrefix(Utf8JsonWriter json, SentencePiecePrefix prefix)
        {
            if (prefix == SentencePiecePrefix.EveryText)
            {
                json.WriteStartObject("normalizer");
                json.WriteString("type", "Sequence");
                json.WriteStartArray("normalizers");
                json.WriteStartObject();
                json.WriteString("type", "Prepend");
                json.WriteString("prepend", Space);
                json.WriteEndObject();
                WriteReplace(json, " ", Space);
                json.WriteEndArray();
                json.WriteEndObject();
                json.WriteNull("pre_tokenizer");
                return;
            }

            json.WriteNull("normalizer");
            json.WriteStartObject("pre_tokenizer");
            json.WriteString("type", "Metaspace");
            json.WriteString("replacement", Space);
            json.WriteString("prepend_scheme", prefix switch
            {
                SentencePiecePrefix.EveryWord => "always",
                SentencePiecePrefix.FirstWord => "first",
                _ => "never",
            });
            json.WriteBoolean("split", false);
            json.WriteEndObject();
        }

        private static void WriteDecoder(Utf8JsonWriter json, bool stripsLeadingSpace)
        {
            json.WriteStartObject("decoder");
            json.WriteString("type", "Sequence");
            json.WriteStartArray("decoders");
            WriteReplace(json, Space, " ");
            foreach (string type in new[] { "ByteFallback", "Fuse" })
            {
                json.WriteStartObject();
                json.WriteString("type", type);
                json.WriteEndObject();
            }

            if (stripsLeadingSpace)
            {
                json.WriteStartObject();
                json.WriteString("type", "Strip");
                json.WriteString("content", " ");
                json.WriteNumber("start", 1);
                json.WriteNumber("stop", 0);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        private static void WriteReplace(Utf8JsonWriter json, string from, string to)
        {
            json.WriteStartObject();
            json.WriteString("type", "Replace");
            json.WriteStartObject("pattern");
            json.WriteString("String", from);
            json.WriteEndObject();
            json.WriteString("content", to);
            json.WriteEndObject();
        }
    }
}
