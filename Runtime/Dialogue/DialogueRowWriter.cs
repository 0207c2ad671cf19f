#nullable enable
using System.Buffers;
using System.Collections.Generic;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Repartee.Dialogue
{
    /// <summary>Writes one row of a data set as a line of JSON that <see cref="DialogueRowReader"/> reads back as an equal state.</summary>
    internal static class DialogueRowWriter
    {
        // Letters of every script stay readable; the file is JSON in UTF-8, never HTML.
        private static readonly JsonWriterOptions Options =
            new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

        public static byte[] Write(DialogueState row)
        {
            var buffer = new ArrayBufferWriter<byte>();
            using (var json = new Utf8JsonWriter(buffer, Options))
            {
                json.WriteStartObject();
                if (row.RawContext is null)
                    WriteConversation(json, row);
                else
                    WriteRawContext(json, row);
                WriteSolutions(json, row.Solutions);
                WriteTags(json, row.Tags);
                json.WriteEndObject();
            }

            return buffer.WrittenSpan.ToArray();
        }

        private static void WriteRawContext(Utf8JsonWriter json, DialogueState row)
        {
            if (row.Messages.Count > 0)
                throw new System.InvalidOperationException(
                    "Expected a raw context without further messages, because a row holds one or the other. "
                    + "Write the row before the reply.");
            json.WriteString("role", DialogueRole.User);
            json.WriteString("content", row.RawContext);
        }

        private static void WriteConversation(Utf8JsonWriter json, DialogueState row)
        {
            json.WriteString("persona", row.Persona);
            json.WriteStartArray("messages");
            foreach (DialogueMessage message in row.Messages)
            {
                json.WriteStartObject();
                json.WriteString("role", message.Role);
                json.WriteString("content", message.Content);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        private static void WriteSolutions(Utf8JsonWriter json, IReadOnlyList<string> solutions)
        {
            if (solutions.Count == 0)
                return;
            if (solutions.Count == 1)
            {
                json.WriteString("solution", solutions[0]);
                return;
            }

            json.WriteStartArray("solution");
            foreach (string solution in solutions)
                json.WriteStringValue(solution);
            json.WriteEndArray();
        }

        private static void WriteTags(Utf8JsonWriter json, IReadOnlyDictionary<string, string> tags)
        {
            if (tags.Count == 0)
                return;
            json.WriteStartObject("tags");
            foreach (KeyValuePair<string, string> tag in tags)
                json.WriteString(tag.Key, tag.Value);
            json.WriteEndObject();
        }
    }
}
