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
        private readonly string remedy;

        /// <exception cref="InvalidDataException">The element is not an object.</exception>
        internal JsonFields(JsonElement element, string file, string remedy)
        {
            if (element.ValueKind != JsonValueKind.Object)
                throw new InvalidDataException($"{file}: expected a JSON object, but found {Shown(element)}. {remedy}");
            this.element = element;
            this.file = file;
            this.remedy = remedy;
        }

        internal int RequiredInt(string name) => Int(name) ?? throw Wrong(name, "a whole number", "none");

        internal double RequiredNumber(string name) => Number(name) ?? throw Wrong(name, "a number", "none");

        internal string RequiredText(string name) => Text(name) ?? throw Wrong(name, "a text", "none");

        internal JsonFields RequiredObject(string name) => Object(name) ?? throw Wrong(name, "an object", "none");

        internal int? Int(string name) => Field(name) is JsonElement value ? AsInt(name, value) : (int?)null;

        internal double? Number(string name)
        {
            if (!(Field(name) is JsonElement value)) return null;
            if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number)) return number;
            throw Wrong(name, "a number", Shown(value));
        }

        internal bool? Flag(string name)
        {
            if (!(Field(name) is JsonElement value)) return null;
            if (value.ValueKind == JsonValueKind.True || value.ValueKind == JsonValueKind.False) return value.GetBoolean();
            throw Wrong(name, "true or false", Shown(value));
        }

        internal string? Text(string name) => Field(name) is JsonElement value ? AsText(name, "a text", value) : null;

        /// <summary>The only text of a list; null for no list or an empty one.</summary>
        internal string? FirstText(string name)
        {
            if (!(Field(name) is JsonElement value)) return null;
            if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() > 1) throw Wrong(name, "a list of one text", Shown(value));
            return value.GetArrayLength() == 0 ? null : AsText(name, "a list of one text", value[0]);
        }

        internal IReadOnlyList<int> IntOrInts(string name)
        {
            if (!(Field(name) is JsonElement value)) return Array.Empty<int>();
            if (value.ValueKind != JsonValueKind.Array) return new[] { AsInt(name, value) };
            return value.EnumerateArray().Select(item => AsInt(name, item)).ToArray();
        }

        internal bool IsText(string name) => Field(name)?.ValueKind == JsonValueKind.String;

        internal IReadOnlyList<string>? Texts(string name)
        {
            if (!(Field(name) is JsonElement value)) return null;
            if (value.ValueKind != JsonValueKind.Array) throw Wrong(name, "a list of texts", Shown(value));
            return value.EnumerateArray().Select(item => AsText(name, "a list of texts", item)).ToArray();
        }

        internal JsonFields? Object(string name)
        {
            if (!(Field(name) is JsonElement value)) return null;
            return value.ValueKind == JsonValueKind.Object
                ? new JsonFields(value, file, remedy)
                : throw Wrong(name, "an object", Shown(value));
        }

        /// <summary>Every field of an object of texts, in the file's order.</summary>
        internal IEnumerable<KeyValuePair<string, string>> AllTexts() => element.EnumerateObject()
            .Select(field => new KeyValuePair<string, string>(field.Name, AsText(field.Name, "a text", field.Value)));

        /// <summary>The name of the first field that is an object itself; null if there is none.</summary>
        internal string? FirstObject() => element.EnumerateObject()
            .Where(field => field.Value.ValueKind == JsonValueKind.Object).Select(field => field.Name).FirstOrDefault();

        /// <summary>A field's JSON for a message; null where it is absent, null, false, or an empty text, list or object.</summary>
        internal string? IfSaid(string name)
        {
            if (!(Field(name) is JsonElement value)) return null;
            bool said = value.ValueKind switch
            {
                JsonValueKind.False => false,
                JsonValueKind.String => value.GetString()!.Length > 0,
                JsonValueKind.Array => value.GetArrayLength() > 0,
                JsonValueKind.Object => value.EnumerateObject().Any(),
                _ => true,
            };
            return said ? Shown(value) : null;
        }

        /// <summary>The error of a field that holds something else than it should.</summary>
        internal InvalidDataException Wrong(string name, string expected, string found) =>
            new InvalidDataException($"{file}: expected {Cut(name)} to be {expected}, but found {Cut(found)}. {remedy}");

        private JsonElement? Field(string name) =>
            element.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : (JsonElement?)null;

        private int AsInt(string name, JsonElement value)
        {
            if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number)) return number;
            throw Wrong(name, "a whole number", Shown(value));
        }

        private string AsText(string name, string expected, JsonElement value) =>
            value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Wrong(name, expected, Shown(value));

        private static string Shown(JsonElement element)
        {
            string raw = element.GetRawText();
            return raw.Length <= 40 ? raw : $"{raw.Substring(0, 40)}...";
        }

        private static string Cut(string text) => text.Length <= 200 ? text : $"{text.Substring(0, 200)}...";
    }
}
