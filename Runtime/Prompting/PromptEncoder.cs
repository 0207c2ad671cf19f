#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Repartee.Dialogue;

namespace Repartee.Prompting
{
    /// <summary>
    /// Writes dialogues out as tokens with a chat template. Personas and messages are encoded as ordinary text: nothing in them becomes
    /// a special token. A reply begins and ends at a token's edge, so that the tokens of a conversation that was played (prompt, sampled
    /// reply, follow-up, ...) mean what <see cref="Encode(DialogueState)"/> writes. Immutable and safe to call from several threads.
    /// </summary>
    public sealed class PromptEncoder
    {
        private readonly SpecialTokenSplitter _splitter;
        private readonly int[] _beginOfText;
        private readonly int[] _generationPrefix;
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
            _splitter = new SpecialTokenSplitter(tokenizer.SpecialTokens.Keys);
            StopTokens = Array.AsReadOnly(template.StopTokens.Select(token => tokenizer.SpecialTokens[token]).ToArray());
            PadToken = tokenizer.SpecialTokens[template.PadToken];
            _beginOfText = tokenizer.EncodeWithSpecialTokens(template.BeginOfText);
            _generationPrefix = tokenizer.EncodeWithSpecialTokens(template.GenerationPrefix);
            _afterReply = tokenizer.EncodeWithSpecialTokens(template.Assistant.Suffix.Substring(template.StopTokens[0].Length));
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
        public PromptTokens Encode(DialogueState state)
        {
            (int[] head, List<int[]> turns, int[] tail) = Write(state);
            return Join(head, turns, tail);
        }

        /// <summary>
        /// Encodes like <see cref="Encode(DialogueState)"/>, and drops the oldest messages until the prompt fits. Messages are dropped
        /// whole, replies together with the line they answer; the persona and the last message always stay.
        /// </summary>
        /// <param name="state">The dialogue. A raw context is never shortened.</param>
        /// <param name="maxTokens">The longest prompt, in tokens.</param>
        /// <returns>The prompt, int[T] with T at most <paramref name="maxTokens"/>.</returns>
        /// <exception cref="ArgumentException">Even the persona and the last message, or the raw context, don't fit.</exception>
        public PromptTokens Encode(DialogueState state, int maxTokens)
        {
            (int[] head, List<int[]> turns, int[] tail) = Write(state);
            int length = head.Length + turns.Sum(turn => turn.Length) + tail.Length;
            int first = 0;
            while (length > maxTokens && first < turns.Count - 1 && state.RawContext is null)
            {
                do
                    length -= turns[first++].Length;
                while (first < turns.Count - 1 && state.Messages[first].Role == DialogueRole.Assistant);
            }

            if (length > maxTokens)
                throw new ArgumentException(
                    $"Expected a prompt of at most {maxTokens} tokens, but "
                    + $"{(state.RawContext is null ? "the persona and the last message take" : "the raw context takes")} {length}. "
                    + "Shorten the text, or allow longer prompts.",
                    nameof(state));
            return Join(head, turns.Skip(first), tail);
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
            IEnumerable<int> ids = _afterReply.Concat(Turn(Template.User, playerMessage.Content)).Concat(_generationPrefix);
            return (replyWasTruncated ? ids.Prepend(StopTokens[0]) : ids).ToArray();
        }

        /// <summary>Encodes a reply as if it had been sampled: its tokens and the stop token.</summary>
        /// <param name="text">The reply.</param>
        /// <returns>Token ids; the last is the first of <see cref="StopTokens"/>.</returns>
        public int[] EncodeReply(string text) => Tokenizer.Encode(text).Append(StopTokens[0]).ToArray();

        /// <summary>Decodes a reply. Stop tokens and other special tokens are left out.</summary>
        /// <param name="ids">Sampled token ids.</param>
        /// <returns>The text as sampled; white space at its ends stays.</returns>
        public string DecodeReply(IEnumerable<int> ids) => Tokenizer.Decode(ids);

        private static PromptTokens Join(int[] head, IEnumerable<int[]> turns, int[] tail) =>
            new PromptTokens(turns.Prepend(head).Append(tail).SelectMany(part => part).ToArray());

        private (int[] Head, List<int[]> Turns, int[] Tail) Write(DialogueState state)
        {
            List<int[]> turns = state.Messages.Select(Turn).ToList();
            if (state.RawContext is null)
            {
                int[] persona = state.Persona.Length == 0 ? Array.Empty<int>() : Turn(Template.System, state.Persona);
                return (_beginOfText.Concat(persona).ToArray(), turns, _generationPrefix);
            }

            int[] context = Tokenizer.EncodeWithSpecialTokens(state.RawContext);
            if (turns.Count == 0)
                return (context, turns, Array.Empty<int>());

            // The raw context has already opened the turn of the reply to it.
            turns[0] = turns[0].Skip(_generationPrefix.Length).ToArray();
            return (context, turns, _generationPrefix);
        }

        private int[] Turn(DialogueMessage message) =>
            message.Role == DialogueRole.User
                ? Turn(Template.User, message.Content)
                : _generationPrefix.Concat(EncodeReply(message.Content)).Concat(_afterReply).ToArray();

        // Text of the template and the words beside it are encoded as one text, as the tokenizers of published actors do.
        private int[] Turn(ChatTurn surroundings, string words)
        {
            var ids = new List<int>();
            string text = "";
            foreach ((string part, bool isToken) in
                _splitter.Split(surroundings.Prefix).Append((words, false)).Concat(_splitter.Split(surroundings.Suffix)))
            {
                if (!isToken)
                {
                    text += part;
                    continue;
                }

                ids.AddRange(Tokenizer.Encode(text));
                ids.Add(Tokenizer.SpecialTokens[part]);
                text = "";
            }

            ids.AddRange(Tokenizer.Encode(text));
            return ids.ToArray();
        }
    }
}
