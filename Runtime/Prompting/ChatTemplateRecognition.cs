#nullable enable
using System;
using System.Linq;
using System.Text.RegularExpressions;

namespace Repartee.Prompting
{
    /// <summary>Tells from a published template's role markers which ready-made template it is.</summary>
    internal static class ChatTemplateRecognition
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

        // Zephyr's user turn without white space, quotes and operators; others share its markers, but end turns otherwise.
        private const string ZephyrTurn = @"<\|user\|>(\\n)?messagecontent(\|trim)?(eos_token|</s>|<\|endoftext\|>)";

        private static readonly char[] Syntax = { ' ', '\t', '\r', '\n', '\'', '"', '+', '[', ']', '.', '{', '}', '-', '(', ')' };

        /// <summary>The template that a text of Jinja writes, or null.</summary>
        public static ChatTemplate? Recognize(string text)
        {
            ChatTemplate[] fitting = ChatTemplate.All.Where(template => IsWrittenBy(text, template.Name)).ToArray();
            return fitting.Length == 1 ? fitting[0] : null;
        }

        private static bool IsWrittenBy(string text, string name) => name switch
        {
            "chatml" => Has(text, "<|im_start|>", "<|im_end|>") && !Has(text, "<|im_sep|>"),
            "llama3" => Has(text, "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"),
            "mistral" => Has(text, "[INST]", "[/INST]") && !Has(text, "<<SYS>>") && !Has(text, "[SYSTEM_PROMPT]"),
            "zephyr" => Has(text, "<|user|>", "<|assistant|>") && IsZephyrTurn(string.Concat(text.Split(Syntax))),
            _ => false,
        };

        // Apart, so that nobody loads regular expressions for other templates.
        private static bool IsZephyrTurn(string text) => Regex.IsMatch(text, ZephyrTurn, RegexOptions.None, Patience);

        private static bool Has(string text, params string[] markers) =>
            markers.All(marker => text.IndexOf(marker, StringComparison.Ordinal) >= 0);
    }
}
