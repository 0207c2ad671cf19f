#nullable enable
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace Repartee.Prompting
{
    /// <summary>
    /// Reads tokenizer.json files of byte-level BPE tokenizers that split text like GPT-2. The post-processor, truncation and padding
    /// are not read: what surrounds a text is the work of <see cref="ChatTemplate"/>.
    /// </summary>
    internal static class TokenizerJsonReader
    {
        private const string Supported = "Supported is model BPE with byte-level tokens: pre_tokenizer ByteLevel (use_regex true, "
            + "add_prefix_space false), decoder ByteLevel, normalizer null or NFC.";

        public static BpeVocabulary Read(Stream stream)
        {
            try
            {
                using JsonDocument document = JsonDocument.Parse(stream);
                return Read(document.RootElement);
            }
            catch (JsonException error)
            {
                throw new InvalidDataException($"Expected the JSON of a tokenizer.json, but it can't be read: {error.Message}", error);
            }
        }

        private static BpeVocabulary Read(JsonElement root)
        {
            Expect(root, JsonValueKind.Object, "the file");
            JsonElement model = Required(root, "model", JsonValueKind.Object);
            CheckModel(model);
            CheckPreTokenizer(root);
            if (TypeOf(root, "decoder") is string decoder && decoder != "ByteLevel")
                throw Unsupported("decoder", decoder);
            string? normalizer = TypeOf(root, "normalizer");
            if (normalizer != null && normalizer != "NFC")
                throw Unsupported("normalizer", normalizer);

            var spellings = new Dictionary<int, string>();
            foreach (JsonProperty token in Required(model, "vocab", JsonValueKind.Object).EnumerateObject())
                Add(spellings, IdOf(token.Value, token.Name), token.Name);
            var special = new List<string>();
            var texts = new List<string>();
            if (root.TryGetProperty("added_tokens", out JsonElement added) && added.ValueKind != JsonValueKind.Null)
            {
                Expect(added, JsonValueKind.Array, "\"added_tokens\"");
                foreach (JsonElement token in added.EnumerateArray())
                    (IsTrue(token, "special") ? special : texts).Add(AddedToken(token, spellings));
            }

            string[] tokens = new string[spellings.Count == 0 ? 0 : spellings.Keys.Max() + 1];
            if (spellings.Count < tokens.Length)
                throw new InvalidDataException($"Expected token ids without gaps, but found {spellings.Count} tokens and the highest id "
                    + $"{tokens.Length - 1}. Remove the gap with the tool that made the file.");
            foreach (KeyValuePair<int, string> spelling in spellings)
                tokens[spelling.Key] = spelling.Value;
            return new BpeVocabulary(tokens, Merges(model), special, texts, normalizer == "NFC");
        }

        private static void CheckModel(JsonElement model)
        {
            // Files of older versions leave the type out; only BPE has merges.
            string type = Text(model, "type") ?? (model.TryGetProperty("merges", out _) ? "BPE" : "none");
            if (type != "BPE")
                throw Unsupported("model", type);
            foreach (string option in new[] { "byte_fallback", "ignore_merges" })
                if (IsTrue(model, option))
                    throw Unsupported("model option", option);
            foreach (string option in new[] { "continuing_subword_prefix", "end_of_word_suffix" })
                if (!string.IsNullOrEmpty(Text(model, option)))
                    throw Unsupported("model option", option);
            if (model.TryGetProperty("dropout", out JsonElement dropout) && dropout.ValueKind == JsonValueKind.Number
                && dropout.GetDouble() != 0)
                throw Unsupported("model option", "dropout");
        }

        private static void CheckPreTokenizer(JsonElement root)
        {
            string type = TypeOf(root, "pre_tokenizer") ?? "null";
            if (type != "ByteLevel")
                throw Unsupported("pre_tokenizer", type);
            JsonElement preTokenizer = root.GetProperty("pre_tokenizer");
            if (IsTrue(preTokenizer, "add_prefix_space"))
                throw Unsupported("pre_tokenizer option", "add_prefix_space: true");
            if (preTokenizer.TryGetProperty("use_regex", out JsonElement regex) && regex.ValueKind == JsonValueKind.False)
                throw Unsupported("pre_tokenizer option", "use_regex: false");
        }

        private static string AddedToken(JsonElement token, Dictionary<int, string> spellings)
        {
            Expect(token, JsonValueKind.Object, "an added token");
            string content = Text(token, "content")
                ?? throw new InvalidDataException("Expected every added token to have a \"content\", but one has none.");
            foreach (string option in new[] { "lstrip", "rstrip", "single_word" })
                if (IsTrue(token, option))
                    throw Unsupported($"option of the added token \"{content}\"", option);
            Add(spellings, IdOf(Required(token, "id", JsonValueKind.Number), content), content);
            return content;
        }

        private static void Add(Dictionary<int, string> spellings, int id, string spelling)
        {
            if (!spellings.TryAdd(id, spelling) && spellings[id] != spelling)
                throw new InvalidDataException(
                    $"Expected one token for each id, but id {id} is both \"{spellings[id]}\" and \"{spelling}\". Renumber one.");
        }

        private static IEnumerable<string> Merges(JsonElement model)
        {
            foreach (JsonElement merge in Required(model, "merges", JsonValueKind.Array).EnumerateArray())
            {
                if (merge.ValueKind == JsonValueKind.String)
                    yield return merge.GetString()!;
                else if (merge.ValueKind == JsonValueKind.Array && merge.GetArrayLength() == 2
                    && merge[0].ValueKind == JsonValueKind.String && merge[1].ValueKind == JsonValueKind.String)
                    yield return merge[0].GetString() + " " + merge[1].GetString();
                else
                    throw new InvalidDataException($"Expected a merge \"a b\" or [\"a\", \"b\"], but found {merge.GetRawText()}.");
            }
        }

        private static int IdOf(JsonElement value, string token) =>
            value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int id) && id >= 0
                ? id
                : throw new InvalidDataException(
                    $"Expected the id of \"{token}\" to be a whole number from 0 on, but found {value.GetRawText()}.");

        private static string? TypeOf(JsonElement root, string part) =>
            root.TryGetProperty(part, out JsonElement element) && element.ValueKind == JsonValueKind.Object ? Text(element, "type") : null;

        private static string? Text(JsonElement owner, string name) =>
            owner.TryGetProperty(name, out JsonElement element) && element.ValueKind == JsonValueKind.String ? element.GetString() : null;

        private static bool IsTrue(JsonElement owner, string name) =>
            owner.TryGetProperty(name, out JsonElement element) && element.ValueKind == JsonValueKind.True;

        private static JsonElement Required(JsonElement owner, string name, JsonValueKind kind)
        {
            if (!owner.TryGetProperty(name, out JsonElement element))
                throw new InvalidDataException($"Expected \"{name}\" in the tokenizer.json, but it isn't there. {Supported}");
            Expect(element, kind, $"\"{name}\"");
            return element;
        }

        private static void Expect(JsonElement element, JsonValueKind kind, string name)
        {
            if (element.ValueKind != kind)
                throw new InvalidDataException(
                    $"Expected {name} to be JSON of the kind {kind}, but found {element.ValueKind}. {Supported}");
        }

        private static InvalidDataException Unsupported(string part, string found) =>
            new InvalidDataException($"The tokenizer's {part} \"{found}\" is not supported. {Supported}");
    }
}
