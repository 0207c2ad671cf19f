#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace Repartee.Prompting
{
    /// <summary>
    /// Reads tokenizer.json files. The post-processor, truncation and padding are not read: what surrounds a text is the work of
    /// <see cref="ChatTemplate"/>.
    /// </summary>
    internal static class TokenizerJsonReader
    {
        /// <summary>The largest file that is read; the largest known ones have 35 MB.</summary>
        public const int MaxFileBytes = 256 << 20;

        /// <summary>How many ids there may be; the largest known vocabularies have 262,144.</summary>
        public const int MaxTokens = 1 << 22;

        /// <summary>How long an added token may be, in characters.</summary>
        public const int MaxAddedTokenLength = 256;

        private const int ExpectedTokens = 1 << 15;

        /// <summary>Reads a tokenizer of either kind.</summary>
        public static ITokenizer Read(Stream stream) => Parse(stream, root => SentencePieceJson.IsOne(root)
            ? new SentencePieceBpeTokenizer(Contents(root), SentencePieceJson.Rules(root), root.GetRawText())
            : (ITokenizer)new ByteLevelBpeTokenizer(ByteLevel(root)));

        /// <summary>Reads a byte-level vocabulary.</summary>
        public static BpeVocabulary ReadByteLevel(Stream stream) => Parse(stream, ByteLevel);

        private static T Parse<T>(Stream stream, Func<JsonElement, T> read)
        {
            if (stream.CanSeek && stream.Length > MaxFileBytes)
                throw new InvalidDataException($"Expected a tokenizer.json of at most {MaxFileBytes} bytes, but found {stream.Length}.");
            try
            {
                using JsonDocument document = JsonDocument.Parse(stream);
                TokenizerJson.Expect(document.RootElement, JsonValueKind.Object, "the file");
                CheckModel(TokenizerJson.Required(document.RootElement, "model", JsonValueKind.Object));
                return read(document.RootElement);
            }
            catch (Exception error) when (error is JsonException || error is InvalidOperationException)     // the latter: half a character
            {
                throw new InvalidDataException(
                    $"Expected the JSON of a tokenizer.json, but it can't be read: {TokenizerJson.Quote(error.Message)}", error);
            }
        }

        private static BpeVocabulary ByteLevel(JsonElement root)
        {
            ByteLevelRules rules = ByteLevelJson.Rules(root);
            return new BpeVocabulary(Contents(root), rules);
        }

        private static void CheckModel(JsonElement model)
        {
            // Files of older versions leave the type out; only BPE has merges.
            string type = TokenizerJson.Text(model, "type") ?? (model.TryGetProperty("merges", out _) ? "BPE" : "none");
            if (type != "BPE")
                throw TokenizerJson.Unsupported("model", type);
            foreach (string option in new[] { "continuing_subword_prefix", "end_of_word_suffix" })
                if (!string.IsNullOrEmpty(TokenizerJson.Text(model, option)))
                    throw TokenizerJson.Unsupported("model option", option);
            if (model.TryGetProperty("dropout", out JsonElement dropout) && dropout.ValueKind == JsonValueKind.Number
                && dropout.GetDouble() != 0)
                throw TokenizerJson.Unsupported("model option", "dropout");
        }

        private static TokenizerContents Contents(JsonElement root)
        {
            JsonElement model = root.GetProperty("model");
            var vocabulary = new TokenIds(ExpectedTokens);
            JsonElement.ObjectEnumerator tokens = TokenizerJson.Required(model, "vocab", JsonValueKind.Object).EnumerateObject();
            int end = Math.Min(MaxTokens, Math.Max(ExpectedTokens, 2 * tokens.Count()));          // ids that are left out take memory, too
            foreach (JsonProperty token in tokens)
            {
                int id = token.Value.ValueKind == JsonValueKind.Number && token.Value.TryGetInt32(out int value) ? value : -1;
                CheckId(id, end, token.Name, token.Value);
                if (!vocabulary.TryAdd(token.Name, id))
                    throw new InvalidDataException(
                        $"Expected each token once, but found \"{TokenizerJson.Quote(token.Name)}\" twice in the vocabulary. Remove one.");
            }

            return new TokenizerContents(vocabulary, new List<string>(Merges(model)), AddedTokens(root));
        }

        private static List<AddedToken> AddedTokens(JsonElement root)
        {
            var tokens = new List<AddedToken>();
            if (!root.TryGetProperty("added_tokens", out JsonElement added) || added.ValueKind == JsonValueKind.Null)
                return tokens;
            TokenizerJson.Expect(added, JsonValueKind.Array, "\"added_tokens\"");
            foreach (JsonElement token in added.EnumerateArray())
            {
                TokenizerJson.Expect(token, JsonValueKind.Object, "an added token");
                string content = TokenizerJson.Text(token, "content")
                    ?? throw new InvalidDataException("Expected every added token to have a \"content\", but one has none.");
                if (content.Length > MaxAddedTokenLength)
                    throw new InvalidDataException($"Expected added tokens of at most {MaxAddedTokenLength} characters, but found one of "
                        + $"{content.Length}, \"{TokenizerJson.Quote(content)}\".");
                JsonElement idValue = TokenizerJson.Required(token, "id", JsonValueKind.Number);
                int id = TokenizerJson.Number(token, "id") ?? -1;
                CheckId(id, MaxTokens, content, idValue);
                tokens.Add(new AddedToken(id, content, TokenizerJson.IsTrue(token, "special"))
                {
                    IsNormalized = TokenizerJson.IsTrue(token, "normalized"),
                    StripsLeft = TokenizerJson.IsTrue(token, "lstrip"),
                    StripsRight = TokenizerJson.IsTrue(token, "rstrip"),
                    IsSingleWord = TokenizerJson.IsTrue(token, "single_word"),
                });
            }

            return tokens;
        }

        private static IEnumerable<string> Merges(JsonElement model)
        {
            foreach (JsonElement merge in TokenizerJson.Required(model, "merges", JsonValueKind.Array).EnumerateArray())
            {
                if (merge.ValueKind == JsonValueKind.String)
                    yield return merge.GetString()!;
                else if (merge.ValueKind == JsonValueKind.Array && merge.GetArrayLength() == 2
                    && merge[0].ValueKind == JsonValueKind.String && merge[1].ValueKind == JsonValueKind.String)
                    yield return merge[0].GetString() + " " + merge[1].GetString();
                else
                    throw new InvalidDataException(
                        $"Expected a merge \"a b\" or [\"a\", \"b\"], but found {TokenizerJson.Quote(merge.GetRawText())}.");
            }
        }

        private static void CheckId(int id, int end, string token, JsonElement found)
        {
            if (token.Length == 0)
                throw new InvalidDataException("Expected every token to have a spelling, but one has none. Remove it.");
            if (id < 0 || id >= end)
                throw new InvalidDataException($"Expected the id of \"{TokenizerJson.Quote(token)}\" to be a whole number from 0 on "
                    + $"and below {end}, but found {TokenizerJson.Quote(found.GetRawText())}.");
        }
    }
}
