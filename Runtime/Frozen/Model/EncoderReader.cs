#nullable enable
using System;
using System.IO;
using System.Linq;
using Repartee.Frozen.Gguf;
using Repartee.Prompting;

namespace Repartee.Frozen.Model
{
    /// <summary>Tokenizer and chat template of a file, fitted to each other.</summary>
    internal static class EncoderReader
    {
        private static readonly string Names = string.Join(", ", ChatTemplate.All.Select(template => template.Name));

        /// <param name="file">The file.</param>
        /// <param name="tokenizer">Its tokenizer.</param>
        /// <param name="ids">Its tokens with a task.</param>
        /// <param name="template">Name of a template that replaces the file's own; null for that.</param>
        /// <exception cref="InvalidDataException">There is no template, or the tokenizer lacks its tokens.</exception>
        internal static PromptEncoder Read(GgufFile file, ITokenizer tokenizer, SpecialIds ids, string? template)
        {
            string text = file.Metadata.Optional(TokenizerKeys.ChatTemplate, "");
            ChatTemplate shape = template is null ? Shape(file, text) : ChatTemplate.ByName(template);
            var fitting = new ChatTemplateFitting(
                tokenizer, Spelling(file, ids.Begin), Spelling(file, ids.End), Spelling(file, ids.Padding), Spelling(file, ids.Unknown));
            try
            {
                return new PromptEncoder(tokenizer, fitting.Fit(shape, text.Length == 0 || template != null ? null : text));
            }
            catch (ArgumentException error)
            {
                throw new InvalidDataException($"{file.FilePath}: {error.Message}", error);
            }
        }

        private static ChatTemplate Shape(GgufFile file, string text)
        {
            const string Remedy = "Name the one that the model was trained with when you load it.";
            if (file.Metadata.Contains(FrozenMetadataKeys.ChatTemplate))
            {
                string name = file.Metadata.RequiredString(FrozenMetadataKeys.ChatTemplate);
                return ChatTemplate.All.FirstOrDefault(shape => shape.Name == name) ?? throw new InvalidDataException(
                    $"{file.FilePath}: expected {FrozenMetadataKeys.ChatTemplate} to be one of {Names}, but found " +
                    $"\"{GgufText.Shorten(name)}\". {Remedy}");
            }

            if (text.Length == 0)
                throw new InvalidDataException(
                    $"{file.FilePath}: expected {FrozenMetadataKeys.ChatTemplate} or {TokenizerKeys.ChatTemplate}, but found neither: " +
                    $"the file may be a base model that was not trained to talk. Known are {Names}. {Remedy}");
            return ChatTemplateRecognition.Recognize(text) ?? throw new InvalidDataException(
                $"{file.FilePath}: expected {TokenizerKeys.ChatTemplate} with the role markers of one of {Names}, but found " +
                $"\"{GgufText.Shorten(text)}\". {Remedy}");
        }

        private static string? Spelling(GgufFile file, int? id) =>
            id is int index ? file.Metadata.RequiredStrings(TokenizerKeys.Tokens)[index] : null;
    }
}
