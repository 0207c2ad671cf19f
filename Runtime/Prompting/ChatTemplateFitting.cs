#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace Repartee.Prompting
{
    /// <summary>Fits ready-made templates to one checkpoint: its tokens for begin, end and padding, and its way with spaces.</summary>
    internal sealed class ChatTemplateFitting
    {
        private const string UsualEnd = "</s>";
        private readonly ITokenizer _tokenizer;

        /// <param name="tokenizer">The checkpoint's tokenizer.</param>
        /// <param name="begin">Spelling of its begin token; null for none, so below. One that is not special counts as none.</param>
        /// <param name="end">Spelling of its end token.</param>
        /// <param name="pad">Spelling of its padding token.</param>
        /// <param name="unknown">Spelling of its token for what it does not know.</param>
        public ChatTemplateFitting(ITokenizer tokenizer, string? begin, string? end, string? pad, string? unknown)
        {
            _tokenizer = tokenizer;
            Begin = IfSpecial(begin);
            End = IfSpecial(end);
            Padding = IfSpecial(pad);
            Unknown = IfSpecial(unknown);
        }

        /// <param name="tokenizer">The checkpoint's tokenizer.</param>
        /// <param name="config">Its tokenizer_config.json.</param>
        public static ChatTemplateFitting Of(ITokenizer tokenizer, JsonElement config) => new ChatTemplateFitting(
            tokenizer, Named(config, "bos_token"), Named(config, "eos_token"), Named(config, "pad_token"), Named(config, "unk_token"));

        /// <summary>The special token that begins a text; null for none, so below.</summary>
        public string? Begin { get; }

        /// <summary>The one that ends a text.</summary>
        public string? End { get; }

        /// <summary>The one that fills up a batch.</summary>
        public string? Padding { get; }

        /// <summary>The one for what the vocabulary lacks.</summary>
        public string? Unknown { get; }

        /// <param name="shape">The ready-made template.</param>
        /// <param name="text">The published template, which says whether the begin token is written; null to do as usual.</param>
        public ChatTemplate Fit(ChatTemplate shape, string? text)
        {
            (string open, string close, string lead) =
                shape.Name == ChatTemplate.Mistral.Name ? InstructionSpaces() : ("", "", shape.ReplyLead);
            ChatTurn system = open.Length > 0 ? new ChatTurn(open, shape.System.Suffix) : Renamed(shape.System);
            ChatTurn user = open.Length > 0 ? new ChatTurn(open, close) : Renamed(shape.User);
            ChatTurn assistant = Renamed(shape.Assistant);
            string begin = WritesBegin(shape, text) ? Begin ?? shape.BeginOfText : "";
            string[] stops = shape.StopTokens.Select(Renamed).Where((token, i) => i == 0 || IsSpecial(token)).Append(End ?? "")
                .Where(token => token.Length > 0).Distinct().ToArray();
            string pad = Padding ?? (IsSpecial(shape.PadToken) ? shape.PadToken : End ?? Unknown ?? stops[0]);
            IEnumerable<string> written = shape.SpecialTokens.Select(Renamed).Where(token =>
                IsSpecial(token) || new[] { system, user, assistant }.Any(turn => (turn.Prefix + turn.Suffix).Contains(token)));
            IEnumerable<string> special = written.Concat(stops).Append(pad).Append(begin).Where(token => token.Length > 0).Distinct();
            return new ChatTemplate(shape.Name, special, system, user, assistant, stops, pad, begin)
            {
                PersonaJoinsFirstTurn = shape.PersonaJoinsFirstTurn,
                TrimsWords = shape.TrimsWords,
                ReplyLead = lead,
                RoleMarkers = shape.RoleMarkers,
            };
        }

        private static bool WritesBegin(ChatTemplate shape, string? text) => text is null
            ? shape.BeginOfText.Length > 0
            : text.Contains("bos_token") || (shape.BeginOfText.Length > 0 && text.Contains(shape.BeginOfText));

        // Mistral's first models spell [INST] with ordinary tokens and a space before it; later ones have it as a special token, and the
        // latest, with byte-level tokens, do without spaces.
        private (string Open, string Close, string Lead) InstructionSpaces()
        {
            bool isSpecial = ChatTemplate.Mistral.RoleMarkers.All(IsSpecial);
            bool isByteLevel = !(_tokenizer is SentencePieceBpeTokenizer);
            if (isSpecial)
                return isByteLevel ? ("[INST]", "[/INST]", "") : ("[INST] ", "[/INST]", " ");
            int[] opening = _tokenizer.Encode(new[] { PromptPart.Words("[INST]") }, TextPosition.AfterSpecialToken);
            bool hasSpace = isByteLevel || _tokenizer.GetBytes(opening[0]).ToArray()[0] == (byte)' ';
            return (hasSpace ? "[INST] " : " [INST] ", " [/INST]", " ");
        }

        private ChatTurn Renamed(ChatTurn turn) => new ChatTurn(turn.Prefix, Renamed(turn.Suffix));

        private string Renamed(string text) => End is null ? text : text.Replace(UsualEnd, End, StringComparison.Ordinal);

        private bool IsSpecial(string token) => _tokenizer.SpecialTokens.ContainsKey(token);

        private string? IfSpecial(string? token) => token != null && IsSpecial(token) ? token : null;

        // A text, or the object that describes an added token.
        private static string? Named(JsonElement config, string name) => TokenizerJson.Text(config, name)
            ?? (config.TryGetProperty(name, out JsonElement described) ? TokenizerJson.Text(described, "content") : null);
    }
}
