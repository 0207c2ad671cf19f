#nullable enable
using System.IO;
using Repartee.Prompting;

namespace Repartee.Sessions
{
    /// <summary>The tokenizer and chat template of an actor's folder.</summary>
    internal static class EncoderFolder
    {
        internal const string TokenizerFile = "tokenizer.json";
        internal const string TokenizerConfigFile = "tokenizer_config.json";

        /// <param name="folder">With both files.</param>
        /// <param name="template">Name of a chat template that replaces the folder's own; null for that.</param>
        internal static PromptEncoder Read(string folder, string? template) => Read(folder, ReadTokenizer(folder), template);

        /// <summary>The same with the folder's tokenizer, which was read before.</summary>
        internal static PromptEncoder Read(string folder, ITokenizer tokenizer, string? template) =>
            new PromptEncoder(tokenizer, ChatTemplateFile.Read(Path.Combine(folder, TokenizerConfigFile), tokenizer, template));

        internal static ITokenizer ReadTokenizer(string folder) => Prompting.TokenizerFile.Load(Path.Combine(folder, TokenizerFile));
    }
}
