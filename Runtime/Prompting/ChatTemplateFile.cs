#nullable enable
using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Repartee.Prompting
{
    /// <summary>
    /// Finds the chat template of a checkpoint. Templates are never run: one of the ready-made ones is recognised in the file by its role
    /// markers, and fitted to the checkpoint's own tokens. What a published template does beyond that (tools, dates, a persona of its
    /// own) is left out.
    /// </summary>
    public static class ChatTemplateFile
    {
        /// <summary>The largest file that is read, in bytes.</summary>
        private const int MaxFileBytes = 32 << 20;

        private static readonly string Names = string.Join(", ", ChatTemplate.All.Select(template => template.Name));

        /// <summary>
        /// Reads a template: the one named, or else that of the file's key <c>repartee_template</c>, or else the one recognised in
        /// <c>chat_template.jinja</c> beside it, in the file's <c>chat_template</c>, or in <c>chat_template.json</c> beside it.
        /// </summary>
        /// <param name="tokenizerConfigJsonPath">The checkpoint's tokenizer_config.json.</param>
        /// <param name="tokenizer">The checkpoint's tokenizer.</param>
        /// <param name="overrideName">The name of a ready-made template; null to go by the files.</param>
        /// <returns>The template, fitted to the tokenizer: begin, end and padding token are the checkpoint's.</returns>
        /// <exception cref="FileNotFoundException">There is no such file.</exception>
        /// <exception cref="InvalidDataException">A file is damaged, or its template unknown; the message names the choices.</exception>
        /// <exception cref="ArgumentException"><paramref name="overrideName"/> is no ready-made template.</exception>
        public static ChatTemplate Read(string tokenizerConfigJsonPath, ITokenizer tokenizer, string? overrideName = null) =>
            Open(tokenizerConfigJsonPath, tokenizer, overrideName).Fit();

        /// <summary>The same before it is fitted.</summary>
        internal static ChatTemplateSource Open(string tokenizerConfigJsonPath, ITokenizer tokenizer, string? overrideName)
        {
            try
            {
                return Recognize(tokenizerConfigJsonPath, tokenizer, overrideName);
            }
            catch (InvalidOperationException error)                             // half a character, or bytes that are no UTF-8
            {
                throw new InvalidDataException(
                    $"{tokenizerConfigJsonPath}: expected JSON with valid text, but found a fault: {TokenizerJson.Quote(error.Message)} "
                    + "Take the file that came with the tokenizer.",
                    error);
            }
            catch (RegexMatchTimeoutException error)
            {
                throw new InvalidDataException(
                    $"{tokenizerConfigJsonPath}: expected a chat template that can be recognised, but found one that takes too long. "
                    + Remedy,
                    error);
            }
        }

        private static ChatTemplateSource Recognize(string tokenizerConfigJsonPath, ITokenizer tokenizer, string? overrideName)
        {
            using JsonDocument document = Parse(tokenizerConfigJsonPath);
            JsonElement config = document.RootElement;
            var fitting = ChatTemplateFitting.Of(tokenizer, config);
            if (overrideName != null)
                return new ChatTemplateSource(fitting, ChatTemplate.ByName(overrideName), null);
            if (TokenizerJson.Text(config, "repartee_template") is string name)
                return new ChatTemplateSource(fitting, ByName(name, tokenizerConfigJsonPath), null);
            string text = Find(tokenizerConfigJsonPath, config) ?? throw new InvalidDataException(
                $"{tokenizerConfigJsonPath}: expected \"repartee_template\" or a \"chat_template\", but found neither. {Remedy}");
            ChatTemplate shape = ChatTemplateRecognition.Recognize(text) ?? throw new InvalidDataException(
                $"{tokenizerConfigJsonPath}: expected a chat template with the role markers of one of {Names}, but found "
                + $"\"{TokenizerJson.Quote(text)}\". {Remedy}");
            return new ChatTemplateSource(fitting, shape, text);
        }

        private static string Remedy => $"Name the one that the checkpoint was trained with ({Names}), or write it into the file as "
            + "\"repartee_template\".";

        private static ChatTemplate ByName(string name, string file)
        {
            try
            {
                return ChatTemplate.ByName(name);
            }
            catch (ArgumentException)
            {
                throw new InvalidDataException(
                    $"{file}: expected \"repartee_template\" to be one of {Names}, but found \"{TokenizerJson.Quote(name)}\".");
            }
        }

        private static string? Find(string configPath, JsonElement config)
        {
            string folder = Path.GetDirectoryName(Path.GetFullPath(configPath))!;
            string jinja = Path.Combine(folder, "chat_template.jinja");
            if (File.Exists(jinja))
            {
                CheckSize(jinja);
                return File.ReadAllText(jinja);
            }

            if (TemplateIn(config) is string text)
                return text;
            string json = Path.Combine(folder, "chat_template.json");
            if (!File.Exists(json))
                return null;
            using JsonDocument document = Parse(json);
            return TemplateIn(document.RootElement);
        }

        // A text, or a list of named ones.
        private static string? TemplateIn(JsonElement owner)
        {
            if (!owner.TryGetProperty("chat_template", out JsonElement template))
                return null;
            if (template.ValueKind != JsonValueKind.Array)
                return template.ValueKind == JsonValueKind.String ? template.GetString() : null;
            return template.EnumerateArray().Where(named => TokenizerJson.Text(named, "name") == "default")
                .Select(named => TokenizerJson.Text(named, "template")).FirstOrDefault();
        }

        private static JsonDocument Parse(string file)
        {
            CheckSize(file);
            try
            {
                JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file));
                return document.RootElement.ValueKind == JsonValueKind.Object
                    ? document
                    : throw new InvalidDataException($"{file}: expected a JSON object, but found {document.RootElement.ValueKind}.");
            }
            catch (JsonException error)
            {
                throw new InvalidDataException($"{file}: expected JSON, but {TokenizerJson.Quote(error.Message)}", error);
            }
        }

        private static void CheckSize(string file)
        {
            if (new FileInfo(file) is { Exists: true } info && info.Length > MaxFileBytes)
                throw new InvalidDataException($"{file}: expected at most {MaxFileBytes} bytes, but found {info.Length}.");
        }
    }
}
