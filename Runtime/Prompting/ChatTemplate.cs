#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;

namespace Repartee.Prompting
{
    /// <summary>How a dialogue is written out for an actor: what surrounds each role, where the reply begins and what ends it.</summary>
    public sealed class ChatTemplate
    {
        /// <summary>Makes a template.</summary>
        /// <param name="name">Its name, such as "chatml".</param>
        /// <param name="specialTokens">Every special token that the template writes or stops at.</param>
        /// <param name="system">What surrounds the persona.</param>
        /// <param name="user">What surrounds the player's words.</param>
        /// <param name="assistant">What surrounds a reply. Its suffix begins with a stop token; its prefix is where a reply begins.</param>
        /// <param name="stopTokens">Special tokens that end a reply; the first is the one that replies in a data set get.</param>
        /// <param name="padToken">The special token that fills up a batch.</param>
        /// <param name="beginOfText">What every prompt begins with; empty for nothing.</param>
        /// <exception cref="ArgumentException">
        /// There is no stop token, the assistant's suffix doesn't begin with the first one, or a stop or pad token isn't listed among
        /// the special tokens.
        /// </exception>
        public ChatTemplate(
            string name,
            IEnumerable<string> specialTokens,
            ChatTurn system,
            ChatTurn user,
            ChatTurn assistant,
            IEnumerable<string> stopTokens,
            string padToken,
            string beginOfText = "")
        {
            Name = name ?? throw new ArgumentNullException(nameof(name));
            SpecialTokens = Array.AsReadOnly(specialTokens.ToArray());
            System = system ?? throw new ArgumentNullException(nameof(system));
            User = user ?? throw new ArgumentNullException(nameof(user));
            Assistant = assistant ?? throw new ArgumentNullException(nameof(assistant));
            StopTokens = Array.AsReadOnly(stopTokens.ToArray());
            PadToken = padToken ?? throw new ArgumentNullException(nameof(padToken));
            BeginOfText = beginOfText ?? throw new ArgumentNullException(nameof(beginOfText));
            if (StopTokens.Count == 0 || !assistant.Suffix.StartsWith(StopTokens[0], StringComparison.Ordinal))
                throw new ArgumentException(
                    $"Expected the assistant's suffix \"{assistant.Suffix}\" of the template \"{name}\" to begin with its first stop "
                    + $"token, but found {(StopTokens.Count == 0 ? "no stop token" : $"\"{StopTokens[0]}\"")}. Every reply ends with it.",
                    nameof(stopTokens));
            foreach (string token in StopTokens.Append(PadToken))
                if (!SpecialTokens.Contains(token))
                    throw new ArgumentException(
                        $"Expected \"{token}\" among the special tokens of the template \"{name}\", but it isn't there. Add it.",
                        nameof(specialTokens));
        }

        /// <summary>
        /// The template of actors made with this package. The special tokens have the ids 0 to 4, in this order:
        /// <c>&lt;|pad|&gt; &lt;|end|&gt; &lt;|system|&gt; &lt;|user|&gt; &lt;|assistant|&gt;</c>. A dialogue reads
        /// <c>&lt;|system|&gt;persona&lt;|end|&gt;&lt;|user|&gt;text&lt;|end|&gt;&lt;|assistant|&gt;reply&lt;|end|&gt;</c>.
        /// </summary>
        public static ChatTemplate Repartee { get; } = new ChatTemplate(
            "repartee",
            new[] { "<|pad|>", "<|end|>", "<|system|>", "<|user|>", "<|assistant|>" },
            new ChatTurn("<|system|>", "<|end|>"),
            new ChatTurn("<|user|>", "<|end|>"),
            new ChatTurn("<|assistant|>", "<|end|>"),
            new[] { "<|end|>" },
            "<|pad|>");

        /// <summary>
        /// ChatML, the template of Qwen and many others: each turn is <c>&lt;|im_start|&gt;role\ntext&lt;|im_end|&gt;\n</c>.
        /// </summary>
        public static ChatTemplate ChatMl { get; } = new ChatTemplate(
            "chatml",
            new[] { "<|endoftext|>", "<|im_start|>", "<|im_end|>" },
            new ChatTurn("<|im_start|>system\n", "<|im_end|>\n"),
            new ChatTurn("<|im_start|>user\n", "<|im_end|>\n"),
            new ChatTurn("<|im_start|>assistant\n", "<|im_end|>\n"),
            new[] { "<|im_end|>", "<|endoftext|>" },
            "<|endoftext|>");

        /// <summary>
        /// Llama 3's template: each turn is <c>&lt;|start_header_id|&gt;role&lt;|end_header_id|&gt;\n\ntext&lt;|eot_id|&gt;</c>, its text
        /// without white space at the ends. The date that Llama 3.1 and later add to the persona is left out.
        /// </summary>
        public static ChatTemplate Llama3 { get; } = new ChatTemplate(
            "llama3",
            new[] { "<|begin_of_text|>", "<|end_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>" },
            new ChatTurn("<|start_header_id|>system<|end_header_id|>\n\n", "<|eot_id|>"),
            new ChatTurn("<|start_header_id|>user<|end_header_id|>\n\n", "<|eot_id|>"),
            new ChatTurn("<|start_header_id|>assistant<|end_header_id|>\n\n", "<|eot_id|>"),
            new[] { "<|eot_id|>", "<|end_of_text|>" },
            "<|end_of_text|>",
            "<|begin_of_text|>")
        {
            TrimsWords = true,
        };

        /// <summary>
        /// The template of Mistral 7B Instruct: <c>&lt;s&gt;[INST] persona\n\ntext [/INST] reply&lt;/s&gt;</c>. [INST] and [/INST] may be
        /// ordinary text. <see cref="ChatTemplateFile"/> fits the spaces around them to the tokenizer. Some published templates write the
        /// persona into the last turn; here it stays in the first, so that a conversation only grows.
        /// </summary>
        public static ChatTemplate Mistral { get; } = new ChatTemplate(
            "mistral",
            new[] { "<s>", "</s>" },
            new ChatTurn("[INST] ", "\n\n"),
            new ChatTurn("[INST] ", " [/INST]"),
            new ChatTurn("", "</s>"),
            new[] { "</s>" },
            "</s>",
            "<s>")
        {
            PersonaJoinsFirstTurn = true,
            ReplyLead = " ",
            RoleMarkers = new[] { "[INST]", "[/INST]" },
        };

        /// <summary>
        /// The template of Zephyr and TinyLlama: each turn is <c>&lt;|role|&gt;\ntext&lt;/s&gt;\n</c>. The role markers may be ordinary
        /// text.
        /// </summary>
        public static ChatTemplate Zephyr { get; } = new ChatTemplate(
            "zephyr",
            new[] { "</s>" },
            new ChatTurn("<|system|>\n", "</s>\n"),
            new ChatTurn("<|user|>\n", "</s>\n"),
            new ChatTurn("<|assistant|>\n", "</s>\n"),
            new[] { "</s>" },
            "</s>")
        {
            RoleMarkers = new[] { "<|system|>", "<|user|>", "<|assistant|>" },
        };

        /// <summary>The ready-made templates.</summary>
        public static IReadOnlyList<ChatTemplate> All { get; } = Array.AsReadOnly(new[] { Repartee, ChatMl, Llama3, Mistral, Zephyr });

        /// <summary>The name that files and settings use.</summary>
        public string Name { get; }

        /// <summary>
        /// Every special token that the template writes or stops at. Vocabularies made for it begin with them, in this order.
        /// </summary>
        public IReadOnlyList<string> SpecialTokens { get; }

        /// <summary>What surrounds the persona.</summary>
        public ChatTurn System { get; }

        /// <summary>What surrounds the player's words.</summary>
        public ChatTurn User { get; }

        /// <summary>What surrounds a reply.</summary>
        public ChatTurn Assistant { get; }

        /// <summary>What every prompt begins with; empty for nothing.</summary>
        public string BeginOfText { get; }

        /// <summary>What a prompt ends with, so that the reply comes next: the prefix of the assistant's turn.</summary>
        public string GenerationPrefix => Assistant.Prefix;

        /// <summary>Special tokens that end a reply; the first is the one that ends a reply written by hand.</summary>
        public IReadOnlyList<string> StopTokens { get; }

        /// <summary>The special token that fills up a batch.</summary>
        public string PadToken { get; }

        /// <summary>
        /// True when there are no persona turns: the persona and the system suffix stand in the user's first turn, behind its prefix.
        /// False by default.
        /// </summary>
        public bool PersonaJoinsFirstTurn { get; init; }

        /// <summary>True when white space at the ends of the persona and of messages is left out. False by default.</summary>
        public bool TrimsWords { get; init; }

        /// <summary>What the actor itself writes before the words of a reply, such as a space; empty by default.</summary>
        public string ReplyLead { get; init; } = "";

        /// <summary>
        /// Role markers that are ordinary text with some tokenizers. Where they are, <see cref="PromptEncoder"/> defuses them in
        /// everybody's words. None by default.
        /// </summary>
        public IReadOnlyList<string> RoleMarkers { get; init; } = Array.Empty<string>();

        /// <summary>Finds a ready-made template.</summary>
        /// <param name="name">"repartee", "chatml", "llama3", "mistral" or "zephyr", in any case.</param>
        /// <returns>The template.</returns>
        /// <exception cref="ArgumentException">There is none of that name.</exception>
        public static ChatTemplate ByName(string name) =>
            All.FirstOrDefault(template => string.Equals(template.Name, name, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException(
                $"Expected the name of a chat template ({string.Join(", ", All.Select(template => template.Name))}), but found \"{name}\".",
                nameof(name));
    }
}
