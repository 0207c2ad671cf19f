#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Repartee.Dialogue;

namespace Repartee.Prompting
{
    /// <summary>
    /// Writes dialogues out as tokens with a chat template. Personas and messages are encoded as ordinary text: nothing in them becomes
    /// a special token, and role markers that are ordinary text are defused in them ("[INST]" becomes "[ INST]"). A reply begins and
    /// ends at a token's edge, so that the tokens of a conversation that was played (prompt, sampled reply, follow-up, ...) mean what
    /// <see cref="Encode(DialogueState)"/> writes. Immutable and safe to call from several threads.
    /// </summary>
    public sealed class PromptEncoder
    {
        private const int UsualCharacters = 16;                                 // of a token
        private const int MostComposed = 4;                                     // characters that normalising makes one of
        private readonly RoleMarkerGuard _guard;
        private readonly Lazy<int> _longestToken;                               // in bytes
        private readonly HashSet<int> _special;
        private readonly TextPosition _afterUser;
        private readonly TextPosition _afterAssistant;
        private readonly TextPosition _replyPosition;
        private readonly int[] _afterReply;

        /// <summary>Makes an encoder.</summary>
        /// <param name="tokenizer">The actor's tokenizer.</param>
        /// <param name="template">The template the actor was trained with.</param>
        /// <exception cref="ArgumentException">The tokenizer lacks special tokens of the template; the message lists them.</exception>
        public PromptEncoder(ITokenizer tokenizer, ChatTemplate template)
        {
            Tokenizer = tokenizer ?? throw new ArgumentNullException(nameof(tokenizer));
            Template = template ?? throw new ArgumentNullException(nameof(template));
            string[] missing = template.SpecialTokens.Where(token => !tokenizer.SpecialTokens.ContainsKey(token)).ToArray();
            if (missing.Length > 0)
                throw new ArgumentException(
                    $"Expected a tokenizer with the special tokens of the chat template \"{template.Name}\", but it lacks "
                    + $"{string.Join(", ", missing)} (it has {string.Join(", ", tokenizer.SpecialTokens.Keys)}). "
                    + "Choose the template that the actor was trained with.",
                    nameof(tokenizer));
            StopTokens = Array.AsReadOnly(template.StopTokens.Select(token => tokenizer.SpecialTokens[token]).ToArray());
            PadToken = tokenizer.SpecialTokens[template.PadToken];
            _guard = new RoleMarkerGuard(tokenizer, template.RoleMarkers);
            _special = new HashSet<int>(tokenizer.SpecialTokens.Values);
            _longestToken = new Lazy<int>(() => Enumerable.Range(0, tokenizer.VocabularySize).Max(id => tokenizer.GetBytes(id).Length));
            _afterUser = After(tokenizer.EncodeWithSpecialTokens(template.User.Suffix));
            _afterAssistant = After(tokenizer.EncodeWithSpecialTokens(template.Assistant.Suffix));
            _replyPosition = After(tokenizer.EncodeWithSpecialTokens(template.User.Suffix + template.GenerationPrefix));
            _afterReply = tokenizer.EncodeWithSpecialTokens(template.Assistant.Suffix).Skip(1).ToArray();
        }

        /// <summary>The actor's tokenizer.</summary>
        public ITokenizer Tokenizer { get; }

        /// <summary>The template the actor was trained with.</summary>
        public ChatTemplate Template { get; }

        /// <summary>Ids that end a reply; the first is the one <see cref="EncodeReply"/> adds.</summary>
        public IReadOnlyList<int> StopTokens { get; }

        /// <summary>The id that fills up a batch.</summary>
        public int PadToken { get; }

        /// <summary>Encodes what the actor reads before it replies: persona, messages and the beginning of its turn.</summary>
        /// <param name="state">The dialogue. A raw context passes unchanged: not even the beginning of a turn is added.</param>
        /// <returns>The prompt, int[T].</returns>
        public PromptTokens Encode(DialogueState state) => Encode(state, int.MaxValue);

        /// <summary>
        /// Encodes like <see cref="Encode(DialogueState)"/>, and drops the oldest messages until the prompt fits. Messages are dropped
        /// whole, replies together with the line they answer; the persona and the last message always stay.
        /// </summary>
        /// <param name="state">The dialogue. A raw context is never shortened.</param>
        /// <param name="maxTokens">The longest prompt, in tokens.</param>
        /// <returns>The prompt, int[T] with T at most <paramref name="maxTokens"/>.</returns>
        /// <exception cref="ArgumentException">Even the persona and the last message, or the raw context, don't fit. That a text is far too
        /// long is told without encoding it.</exception>
        public PromptTokens Encode(DialogueState state, int maxTokens)
        {
            int[] ids = state.RawContext is null ? Write(state, maxTokens) : WriteRaw(state, state.RawContext);
            if (ids.Length > maxTokens)
                throw new ArgumentException(
                    $"Expected a prompt of at most {maxTokens} tokens, but "
                    + $"{(state.RawContext is null ? "the persona and the last message take" : "the raw context takes")} {ids.Length}. "
                    + "Shorten the text, or allow longer prompts.",
                    nameof(state));
            return new PromptTokens(ids);
        }

        /// <summary>
        /// Encodes what comes between a finished reply and the next: the player's line and the beginning of the actor's turn.
        /// </summary>
        /// <param name="playerMessage">What the player said.</param>
        /// <param name="replyWasTruncated">True when the reply before ended at a limit, so that its stop token is still missing.</param>
        /// <returns>Token ids that follow those of the reply (and its stop token, if it has one).</returns>
        /// <exception cref="ArgumentException">The message is not the player's.</exception>
        public int[] EncodeFollowUp(DialogueMessage playerMessage, bool replyWasTruncated = false)
        {
            if (playerMessage.Role != DialogueRole.User)
                throw new ArgumentException(
                    $"Expected a message of the user, but found one of the {playerMessage.Role}. Encode the whole state instead.",
                    nameof(playerMessage));
            var ids = new List<int> { StopTokens[0] };
            ids.AddRange(_afterReply);
            ids.AddRange(Turn(playerMessage, _afterAssistant));
            Append(ids, PromptPart.Trusted(Template.GenerationPrefix));
            return ids.Skip(replyWasTruncated ? 0 : 1).ToArray();
        }

        /// <summary>Encodes a reply as if it had been sampled: its tokens and the stop token.</summary>
        /// <param name="text">The reply.</param>
        /// <returns>Token ids; the last is the first of <see cref="StopTokens"/>.</returns>
        public int[] EncodeReply(string text) =>
            Tokenizer.Encode(new[] { PromptPart.Trusted(Template.ReplyLead), Words(text) }, _replyPosition)
                .Append(StopTokens[0]).ToArray();

        /// <summary>Decodes a reply. Stop tokens and other special tokens are left out, and so is the template's lead.</summary>
        /// <param name="ids">Sampled token ids. Those beyond the tokenizer's vocabulary have no text: published actors have rows for more
        /// tokens than there are (Qwen2.5: 151,936 for 151,665).</param>
        /// <returns>The text as sampled; white space at its ends stays.</returns>
        public string DecodeReply(IEnumerable<int> ids)
        {
            string text = TokenBytes.Decode(Tokenizer, ids.Where(id => id < Tokenizer.VocabularySize));
            return text.StartsWith(Template.ReplyLead, StringComparison.Ordinal) ? text.Substring(Template.ReplyLead.Length) : text;
        }

        /// <summary>Whether sampled tokens, read again as they are, could pass for the beginning or the end of a turn: an actor was led to
        /// write a special token or a role marker. Then the next prompt is to be encoded anew, where its words are mere words.</summary>
        /// <param name="spoken">The reply without its stop token.</param>
        internal bool OpensTurn(IReadOnlyCollection<int> spoken) => spoken.Any(_special.Contains)
            || _guard.IsNeeded && _guard.IsSpelledIn(TokenBytes.Decode(Tokenizer, spoken.Where(id => id < Tokenizer.VocabularySize)));

        /// <summary>False for a text that is too long to fit whatever its words are, which is told without encoding it.</summary>
        internal bool MayFit(string text, int maxTokens) => text.Length <= (long)maxTokens * UsualCharacters
            || text.Length <= (long)maxTokens * MostComposed * _longestToken.Value;

        /// <summary>Makes a decoder that gives, token by token, what <see cref="DecodeReply"/> gives at once.</summary>
        /// <returns>A decoder for one reply after another.</returns>
        public IncrementalDecoder NewDecoder() => new IncrementalDecoder(Tokenizer, Template.ReplyLead);

        private int[] WriteRaw(DialogueState state, string rawContext)
        {
            var ids = new List<int>(Tokenizer.EncodeWithSpecialTokens(rawContext));
            if (state.Messages.Count == 0)
                return ids.ToArray();

            // The raw context has already opened the turn of the reply to it.
            ids.AddRange(EncodeReply(state.Messages[0].Content).Concat(_afterReply));
            foreach (DialogueMessage message in state.Messages.Skip(1))
                ids.AddRange(Turn(message, After(ids)));
            Append(ids, PromptPart.Trusted(Template.GenerationPrefix));
            return ids.ToArray();
        }

        private int[] Write(DialogueState state, int maxTokens)
        {
            IReadOnlyList<DialogueMessage> messages = state.Messages;
            RequireRoom(state, maxTokens);
            var head = new List<int>();
            Append(head, PromptPart.Trusted(Template.BeginOfText));
            if (state.Persona.Length > 0 && !Template.PersonaJoinsFirstTurn)
                Append(head, Surround(Template.System, state.Persona));

            // All but the first of the turns that are kept stand behind another turn, whichever is dropped. Those too far back to be kept
            // are not encoded: a turn takes a token at least.
            var turns = new int[messages.Count][];
            int known = messages.Count;
            for (long total = head.Count; known > 1 && total <= maxTokens && MayFit(messages[known - 1].Content, maxTokens);)
            {
                known--;
                turns[known] = Turn(messages[known], messages[known - 1].Role == DialogueRole.User ? _afterUser : _afterAssistant);
                total += turns[known].Length;
            }

            for (int first = 0; ; first++)
            {
                bool isLast = first >= messages.Count - 1;
                if (isLast || (first + 1 >= known && MayFit(messages[first].Content, maxTokens)))
                {
                    var ids = new List<int>(head);
                    AppendFirst(ids, state, first);
                    for (int i = first + 1; i < turns.Length; i++)
                        ids.AddRange(turns[i]);
                    Append(ids, PromptPart.Trusted(Template.GenerationPrefix));
                    if (isLast || ids.Count <= maxTokens)
                        return ids.ToArray();
                }

                while (first + 2 < messages.Count && messages[first + 1].Role == DialogueRole.Assistant)
                    first++;
            }
        }

        private void RequireRoom(DialogueState state, int maxTokens)
        {
            string last = state.Messages.Count > 0 ? state.Messages[state.Messages.Count - 1].Content : "";
            string longest = last.Length > state.Persona.Length ? last : state.Persona;
            if (!MayFit(longest, maxTokens))
                throw new ArgumentException(
                    $"Expected a prompt of at most {maxTokens} tokens, but {(longest == last ? "the last message" : "the persona")} has "
                    + $"{longest.Length} characters. Shorten the text, or allow longer prompts.",
                    nameof(state));
        }

        private void AppendFirst(List<int> ids, DialogueState state, int first)
        {
            DialogueMessage? message = first < state.Messages.Count ? state.Messages[first] : null;
            bool joins = Template.PersonaJoinsFirstTurn && state.Persona.Length > 0;
            if (joins && message?.Role == DialogueRole.User)
            {
                Append(ids, PromptPart.Trusted(Template.User.Prefix), Words(state.Persona), PromptPart.Trusted(Template.System.Suffix),
                    Words(message.Content), PromptPart.Trusted(Template.User.Suffix));
                return;
            }

            if (joins)
                Append(ids, Surround(Template.User, state.Persona));
            if (message != null)
                ids.AddRange(Turn(message, After(ids)));
        }

        private int[] Turn(DialogueMessage message, TextPosition position) => message.Role == DialogueRole.User
            ? Tokenizer.Encode(Surround(Template.User, message.Content), position)
            : Tokenizer.Encode(new[] { PromptPart.Trusted(Template.GenerationPrefix) }, position)
                .Concat(EncodeReply(message.Content)).Concat(_afterReply).ToArray();

        // Text of the template and the words beside it are encoded as one text, as the tokenizers of published actors do.
        private PromptPart[] Surround(ChatTurn turn, string words) =>
            new[] { PromptPart.Trusted(turn.Prefix), Words(words), PromptPart.Trusted(turn.Suffix) };

        private PromptPart Words(string text) => PromptPart.Words(_guard.Defuse(Template.TrimsWords ? text.Trim() : text));

        private void Append(List<int> ids, params PromptPart[] parts) => ids.AddRange(Tokenizer.Encode(parts, After(ids)));

        private TextPosition After(IReadOnlyList<int> ids) => ids.Count == 0 ? TextPosition.Start
            : _special.Contains(ids[ids.Count - 1]) ? TextPosition.AfterSpecialToken
            : TextPosition.AfterText;
    }
}
