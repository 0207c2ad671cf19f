#nullable enable
using System;
using System.Collections.Generic;
using System.Text.Json;

namespace Repartee.Dialogue
{
    /// <summary>
    /// Reads one line of a data set. Its <see cref="FormatException"/>s say what was expected, what was found and what to do.
    /// </summary>
    internal static class DialogueRowReader
    {
        private static readonly JsonDocumentOptions Options = new JsonDocumentOptions { MaxDepth = 8 };

        public static DialogueState Read(string line) => Read(line, Read);

        /// <summary>Reads a line that is more than a dialogue.</summary>
        /// <param name="line">One JSON object.</param>
        /// <param name="read">Takes the object apart; its dialogue by <see cref="Read(JsonElement)"/>.</param>
        public static T Read<T>(string line, Func<JsonElement, T> read)
        {
            if (line.IndexOf('\uFFFD') >= 0)
                throw new FormatException(
                    "expected UTF-8 text, but found the replacement character U+FFFD, which marks damaged text. Save the file as UTF-8.");
            try
            {
                using JsonDocument document = JsonDocument.Parse(line, Options);
                return read(document.RootElement);
            }
            catch (JsonException error)
            {
                throw new FormatException($"expected one JSON object, but it can't be read: {FirstSentence(error.Message)} "
                    + "Write one row a line, at most 8 levels deep.");
            }
            catch (InvalidOperationException)
            {
                throw new FormatException("expected Unicode text, but found half of a surrogate pair. Escape both halves, or neither.");
            }
        }

        /// <summary>The dialogue in a row; other names are ignored.</summary>
        public static DialogueState Read(JsonElement row)
        {
            Expect(row, JsonValueKind.Object, "the line", "Write one row a line, such as {\"persona\": \"...\", \"messages\": [...]}.");
            RefuseDuplicates(row);
            List<string> solutions = Solutions(row);
            Dictionary<string, string> tags = Tags(row);
            bool hasContent = row.TryGetProperty("content", out JsonElement content);
            bool hasMessages = row.TryGetProperty("messages", out JsonElement messages);
            if (hasContent == hasMessages)
                throw new FormatException($"expected \"content\" or \"messages\", but found {(hasContent ? "both" : "neither")}. "
                    + "Write the full context as \"content\", or the lines of the dialogue as \"messages\".");
            return hasContent ? RawContext(row, content, solutions, tags) : Conversation(row, messages, solutions, tags);
        }

        private static DialogueState RawContext(
            JsonElement row, JsonElement content, List<string> solutions, Dictionary<string, string> tags)
        {
            string? role = row.TryGetProperty("role", out JsonElement element) ? Text(element, "\"role\"", "Write \"user\".") : null;
            if (role != DialogueRole.User)
                throw new FormatException($"expected \"role\" to be \"user\", but found {(role is null ? "none" : $"\"{role}\"")}. "
                    + "A row with \"content\" holds a full context; write other dialogues as \"messages\".");
            string context = Text(content, "\"content\"", "Write the full context as text.");
            if (string.IsNullOrWhiteSpace(context))
                throw new FormatException("expected \"content\" to hold a context, but it is blank. Write the full context as text.");
            return DialogueState.FromRawContext(context, solutions, tags);
        }

        private static DialogueState Conversation(
            JsonElement row, JsonElement elements, List<string> solutions, Dictionary<string, string> tags)
        {
            Expect(elements, JsonValueKind.Array, "\"messages\"", "Write [{\"role\": \"user\", \"content\": \"...\"}].");
            string? persona = row.TryGetProperty("persona", out JsonElement named)
                ? Text(named, "\"persona\"", "Write who the NPC is, or leave it out.")
                : null;
            var messages = new List<DialogueMessage>();
            int index = 0;
            foreach (JsonElement element in elements.EnumerateArray())
            {
                DialogueMessage message = Message(element, $"\"messages\"[{index}]");
                if (message.Role != DialogueRole.System)
                    messages.Add(message);
                else if (index > 0)
                    throw new FormatException($"expected a system message only as the first message, but found one at "
                        + $"\"messages\"[{index}]. Move it to the front, or into \"persona\".");
                else if (persona != null)
                    throw new FormatException(
                        "expected \"persona\" or a system message, but found both. Keep one of them.");
                else
                    persona = message.Content;
                index++;
            }

            if (messages.Count == 0 && string.IsNullOrWhiteSpace(persona))
                throw new FormatException("expected a persona or a message, but found neither. Write what the NPC answers to.");
            return new DialogueState(persona ?? "", messages, solutions, tags);
        }

        private static DialogueMessage Message(JsonElement element, string name)
        {
            const string Remedy = "Write {\"role\": \"user\", \"content\": \"...\"}.";
            Expect(element, JsonValueKind.Object, name, Remedy);
            RefuseDuplicates(element);
            if (!element.TryGetProperty("role", out JsonElement role) || !element.TryGetProperty("content", out JsonElement content))
                throw new FormatException($"expected {name} to have \"role\" and \"content\", but one is missing. {Remedy}");
            string speaker = Text(role, $"the role of {name}", Remedy);
            if (speaker != DialogueRole.System && speaker != DialogueRole.User && speaker != DialogueRole.Assistant)
                throw new FormatException(
                    $"expected the role of {name} to be \"system\", \"user\" or \"assistant\", but found \"{speaker}\". {Remedy}");
            return new DialogueMessage(speaker, Text(content, $"the content of {name}", Remedy));
        }

        private static List<string> Solutions(JsonElement row)
        {
            const string Remedy = "Write one reply as text, or several as an array of texts.";
            var solutions = new List<string>();
            if (!row.TryGetProperty("solution", out JsonElement solution) || solution.ValueKind == JsonValueKind.Null)
                return solutions;
            if (solution.ValueKind == JsonValueKind.Array)
                foreach (JsonElement element in solution.EnumerateArray())
                    solutions.Add(Text(element, $"\"solution\"[{solutions.Count}]", Remedy));
            else
                solutions.Add(Text(solution, "\"solution\"", Remedy));
            if (solutions.Exists(string.IsNullOrWhiteSpace))
                throw new FormatException("expected \"solution\" to hold a reply, but it is blank. Write a reply, or leave it out.");
            return solutions;
        }

        private static Dictionary<string, string> Tags(JsonElement row)
        {
            var tags = new Dictionary<string, string>();
            if (!row.TryGetProperty("tags", out JsonElement element) || element.ValueKind == JsonValueKind.Null)
                return tags;
            Expect(element, JsonValueKind.Object, "\"tags\"", "Write {\"topic\": \"wolves\"}.");
            RefuseDuplicates(element);
            foreach (JsonProperty tag in element.EnumerateObject())
                tags.Add(tag.Name, Text(tag.Value, $"the tag \"{tag.Name}\"", "Write its value as text."));
            return tags;
        }

        public static string Text(JsonElement element, string name, string remedy)
        {
            Expect(element, JsonValueKind.String, name, remedy);
            return element.GetString()!;
        }

        public static void Expect(JsonElement element, JsonValueKind kind, string name, string remedy)
        {
            if (element.ValueKind != kind)
                throw new FormatException($"expected {name} to be {Article(kind)}, but found {Article(element.ValueKind)}. {remedy}");
        }

        private static void RefuseDuplicates(JsonElement element)
        {
            var names = new HashSet<string>();
            foreach (JsonProperty property in element.EnumerateObject())
                if (!names.Add(property.Name))
                    throw new FormatException($"expected each name once, but found \"{property.Name}\" twice. Keep one of them.");
        }

        private static string Article(JsonValueKind kind) => kind switch
        {
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => "an array",
            JsonValueKind.String => "a string",
            JsonValueKind.Number => "a number",
            JsonValueKind.Null => "null",
            _ => "true or false",
        };

        private static string FirstSentence(string message)
        {
            int end = message.IndexOf(". ", StringComparison.Ordinal);
            return end < 0 ? message : message.Substring(0, end + 1);
        }
    }
}
