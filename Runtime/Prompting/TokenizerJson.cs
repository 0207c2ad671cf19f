#nullable enable
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace Repartee.Prompting
{
    /// <summary>Looks things up in a tokenizer.json, which may hold anything; what isn't as it should be is refused by name.</summary>
    internal static class TokenizerJson
    {
        public const string Supported = "Supported is model BPE, either with byte-level tokens (normalizer null or NFC; pre_tokenizer "
            + "ByteLevel, Sequence[Digits, ByteLevel], or Sequence[Split, ByteLevel] with the pattern of GPT-2, Qwen 2, Llama 3 or Mistral "
            + "Nemo; decoder ByteLevel) or with byte_fallback (normalizer Sequence[Prepend, Replace] or pre_tokenizer Metaspace with split "
            + "false; decoder Sequence[Replace, ByteFallback, Fuse, Strip]).";

        private const int LongestQuote = 300;

        /// <summary>The member of that name and kind.</summary>
        public static JsonElement Required(JsonElement owner, string name, JsonValueKind kind)
        {
            if (!owner.TryGetProperty(name, out JsonElement element))
                throw new InvalidDataException($"Expected \"{name}\" in the tokenizer.json, but it isn't there. {Supported}");
            Expect(element, kind, $"\"{name}\"");
            return element;
        }

        public static void Expect(JsonElement element, JsonValueKind kind, string name)
        {
            if (element.ValueKind != kind)
                throw new InvalidDataException(
                    $"Expected {name} to be JSON of the kind {kind}, but found {element.ValueKind}. {Supported}");
        }

        /// <summary>The text of a member, or null.</summary>
        public static string? Text(JsonElement owner, string name) =>
            owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out JsonElement element)
            && element.ValueKind == JsonValueKind.String ? element.GetString() : null;

        /// <summary>True when a member is true; <paramref name="otherwise"/> when it is neither true nor false.</summary>
        public static bool IsTrue(JsonElement owner, string name, bool otherwise = false) =>
            owner.TryGetProperty(name, out JsonElement element)
            && (element.ValueKind == JsonValueKind.True || element.ValueKind == JsonValueKind.False)
                ? element.ValueKind == JsonValueKind.True
                : otherwise;

        /// <summary>The whole number from 0 on that a member is, or null.</summary>
        public static int? Number(JsonElement owner, string name) =>
            owner.TryGetProperty(name, out JsonElement element) && element.ValueKind == JsonValueKind.Number
            && element.TryGetInt32(out int value) && value >= 0 ? value : (int?)null;

        /// <summary>The steps of a part of the tokenizer: none, one, or those of a Sequence.</summary>
        public static JsonElement[] Steps(JsonElement root, string part, string listName)
        {
            if (!root.TryGetProperty(part, out JsonElement element) || element.ValueKind == JsonValueKind.Null)
                return new JsonElement[0];
            Expect(element, JsonValueKind.Object, $"\"{part}\"");
            return Text(element, "type") == "Sequence"
                ? Required(element, listName, JsonValueKind.Array).EnumerateArray().ToArray()
                : new[] { element };
        }

        /// <summary>The types of steps, such as "Split, ByteLevel".</summary>
        public static string Types(IEnumerable<JsonElement> steps) => string.Join(", ", steps.Select(step => Text(step, "type") ?? "none"));

        /// <summary>The error for something of another kind than the supported ones.</summary>
        public static InvalidDataException Unsupported(string part, string found) =>
            new InvalidDataException($"The tokenizer's {part} \"{Quote(found)}\" is not supported. {Supported}");

        /// <summary>A text as an error shows it.</summary>
        public static string Quote(string text) => text.Length <= LongestQuote ? text : text.Substring(0, LongestQuote) + "...";
    }
}
