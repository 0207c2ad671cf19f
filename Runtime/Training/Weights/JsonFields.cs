#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace Repartee.Training.Weights
{
    /// <summary>A JSON object read by field name; a field that is absent or null is null, one of another kind is an error that names
    /// it.</summary>
    internal sealed class JsonFields
    {
        private readonly JsonElement element;
        private readonly string file;

        /// <exception cref="InvalidDataException">The element is not an object.</exception>
        internal JsonFields(JsonElement element, string file)
        {
            if (element.ValueKind != JsonValueKind.Object)
                throw new InvalidDataException($"{file}: expected a JSON object, but found {Kind(element)}.");
            this.element = element;
            this.file = file;
        }

        internal int RequiredInt(string name) => Int(name) ?? throw new InvalidDataException(
            $"{file}: {name} is missing. Is this the config.json of a language model?");

        internal int? Int(string name) => Field(name) is JsonElement value ? AsInt(name, value) : (int?)null;

        internal double? Number(string name)
        {
            if (!(Field(name) is JsonElement value)) return null;
            if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number)) return number;
            throw Wrong(name, "a number", value);
        }

        internal bool? Flag(string name)
        {
            if (!(Field(name) is JsonElement value)) return null;
            if (value.ValueKind == JsonValueKind.True || value.ValueKind == JsonValueKind.False) return value.GetBoolean();
            throw Wrong(name, "true or false", value);
        }

        internal string? Text(string name)
        {
            if (!(Field(name) is JsonElement value)) return null;
            return value.ValueKind == JsonValueKind.String ? AsText(value) : throw Wrong(name, "a text", value);
        }

        /// <summary>The only text of a list; null for no list or an empty one.</summary>
        internal string? FirstText(string name)
        {
            if (!(Field(name) is JsonElement value)) return null;
            if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() > 1) throw Wrong(name, "a list of one text", value);
            if (value.GetArrayLength() == 0) return null;
            return value[0].ValueKind == JsonValueKind.String ? AsText(value[0]) : throw Wrong(name, "a list of one text", value[0]);
        }

        internal IReadOnlyList<int> IntOrInts(string name)
        {
            if (!(Field(name) is JsonElement value)) return Array.Empty<int>();
            if (value.ValueKind != JsonValueKind.Array) return new[] { AsInt(name, value) };
            return value.EnumerateArray().Select(item => AsInt(name, item)).ToArray();
        }

        internal JsonFields? Object(string name)
        {
            if (!(Field(name) is JsonElement value)) return null;
            return value.ValueKind == JsonValueKind.Object ? new JsonFields(value, file) : throw Wrong(name, "an object", value);
        }

        internal InvalidDataException Unsupported(string name, string found, string supported) =>
            new InvalidDataException($"{file}: {name} {found} is not supported; supported is {supported}.");

        private JsonElement? Field(string name) =>
            element.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : (JsonElement?)null;

        private int AsInt(string name, JsonElement value)
        {
            if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number)) return number;
            throw Wrong(name, "a whole number", value);
        }

        // Escapes that are no text at all (half a surrogate pair) are found only when the text is taken.
        private string AsText(JsonElement value)
        {
            try
            {
                return value.GetString()!;
            }
            catch (InvalidOperationException e)
            {
                throw new InvalidDataException($"{file}: a text is not valid Unicode.", e);
            }
        }

        private InvalidDataException Wrong(string name, string expected, JsonElement found) =>
            new InvalidDataException($"{file}: {name} must be {expected}, but is {Kind(found)}.");

        private static string Kind(JsonElement element)
        {
            string raw = element.GetRawText();
            return raw.Length <= 40 ? raw : element.ValueKind.ToString();
        }
    }
}
