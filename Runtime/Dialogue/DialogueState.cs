#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;

namespace Repartee.Dialogue
{
    /// <summary>
    /// A dialogue at the moment the NPC is about to speak: its persona, what was said so far and, if known, how a good reply reads.
    /// Immutable, so it may be shared between threads; <see cref="With"/> makes the next state.
    /// </summary>
    public sealed class DialogueState
    {
        private static readonly IReadOnlyDictionary<string, string> NoTags = new Dictionary<string, string>();

        /// <summary>Makes a state from its parts.</summary>
        /// <param name="persona">Who the NPC is; empty for none.</param>
        /// <param name="messages">The lines so far, oldest first, spoken by the user and the assistant.</param>
        /// <param name="solutions">Reference replies, any of which is right; null for none.</param>
        /// <param name="tags">Labels such as topic or split, for reward functions and for choosing rows; null for none.</param>
        /// <exception cref="ArgumentException">
        /// A message has the role "system" (that is what <paramref name="persona"/> is for), or a solution is blank.
        /// </exception>
        /// <exception cref="ArgumentNullException">The persona, the messages or an element is null.</exception>
        public DialogueState(
            string persona,
            IEnumerable<DialogueMessage> messages,
            IEnumerable<string>? solutions = null,
            IReadOnlyDictionary<string, string>? tags = null)
            : this(persona, null, CopyOf(messages), CopyOf(solutions), CopyOf(tags))
        {
        }

        private DialogueState(
            string persona,
            string? rawContext,
            DialogueMessage[] messages,
            IReadOnlyList<string> solutions,
            IReadOnlyDictionary<string, string> tags)
        {
            Persona = persona ?? throw new ArgumentNullException(nameof(persona));
            RawContext = rawContext;
            Messages = Array.AsReadOnly(messages);
            Solutions = solutions;
            Tags = tags;
        }

        /// <summary>Who the NPC is; empty when there is no persona or when <see cref="RawContext"/> holds it.</summary>
        public string Persona { get; }

        /// <summary>The lines so far, oldest first. After a <see cref="RawContext"/> they begin with the reply to it.</summary>
        public IReadOnlyList<DialogueMessage> Messages { get; }

        /// <summary>Reference replies, any of which is right. Empty when none is known.</summary>
        public IReadOnlyList<string> Solutions { get; }

        /// <summary>
        /// A whole context with its special tokens already written in, or null. It is trusted: it reaches the actor unchanged, so it must
        /// not hold text that a player typed.
        /// </summary>
        public string? RawContext { get; }

        /// <summary>Labels for reward functions and for choosing rows, such as topic, split or keywords. Empty by default.</summary>
        public IReadOnlyDictionary<string, string> Tags { get; }

        /// <summary>What the player said last, or null when the player has not spoken (or spoke inside <see cref="RawContext"/>).</summary>
        public DialogueMessage? LastUserMessage => Messages.LastOrDefault(message => message.Role == DialogueRole.User);

        /// <summary>What the NPC has said so far, oldest first.</summary>
        public IEnumerable<string> EarlierReplies =>
            Messages.Where(message => message.Role == DialogueRole.Assistant).Select(message => message.Content);

        /// <summary>A dialogue in which nothing was said yet.</summary>
        /// <param name="persona">Who the NPC is; empty for none.</param>
        /// <returns>The first state of the dialogue.</returns>
        public static DialogueState Begin(string persona) => new DialogueState(persona, Array.Empty<DialogueMessage>());

        /// <summary>A state whose context is already written out with its special tokens.</summary>
        /// <param name="rawContext">The context, up to the place where the reply begins. Trusted; see <see cref="RawContext"/>.</param>
        /// <param name="solutions">Reference replies, any of which is right; null for none.</param>
        /// <param name="tags">Labels; null for none.</param>
        /// <returns>The state.</returns>
        /// <exception cref="ArgumentException">The context is empty, or a solution is blank.</exception>
        public static DialogueState FromRawContext(
            string rawContext,
            IEnumerable<string>? solutions = null,
            IReadOnlyDictionary<string, string>? tags = null)
        {
            return FromRawContext(rawContext, Array.Empty<DialogueMessage>(), solutions, tags);
        }

        /// <summary>The same with what was said after it, all at once.</summary>
        internal static DialogueState FromRawContext(
            string rawContext,
            IEnumerable<DialogueMessage> messages,
            IEnumerable<string>? solutions,
            IReadOnlyDictionary<string, string>? tags)
        {
            if (string.IsNullOrEmpty(rawContext))
                throw new ArgumentException("Expected a context, but found no text. Use Begin for a new dialogue.", nameof(rawContext));
            DialogueMessage[] copy = CopyOf(messages);
            RequireReplyFirst(rawContext, copy);
            return new DialogueState("", rawContext, copy, CopyOf(solutions), CopyOf(tags));
        }

        /// <summary>
        /// The state after one more line. Solutions are dropped, for they answered the state before; persona and tags stay.
        /// </summary>
        /// <param name="message">What was said, by the user or the assistant.</param>
        /// <returns>The next state.</returns>
        /// <exception cref="ArgumentException">
        /// The message is a system message, or it is the first after a <see cref="RawContext"/> and not the reply to it.
        /// </exception>
        public DialogueState With(DialogueMessage message)
        {
            DialogueMessage[] messages = CopyOf(Messages.Append(message));
            RequireReplyFirst(RawContext, messages);
            return new DialogueState(Persona, RawContext, messages, Array.Empty<string>(), Tags);
        }

        /// <summary>The same dialogue with other reference replies.</summary>
        /// <param name="solutions">Reference replies, any of which is right.</param>
        /// <returns>The state with these solutions.</returns>
        /// <exception cref="ArgumentException">A solution is blank.</exception>
        public DialogueState WithSolutions(IEnumerable<string> solutions) =>
            new DialogueState(Persona, RawContext, Messages.ToArray(), CopyOf(solutions), Tags);

        /// <summary>The same dialogue with other labels.</summary>
        /// <param name="tags">Labels, such as the topic of the next line.</param>
        /// <returns>The state with these labels alone.</returns>
        public DialogueState WithTags(IReadOnlyDictionary<string, string> tags) =>
            new DialogueState(Persona, RawContext, Messages.ToArray(), Solutions, CopyOf(tags));

        private static void RequireReplyFirst(string? rawContext, DialogueMessage[] message)
        {
            if (rawContext != null && message.Length > 0 && message[0].Role != DialogueRole.Assistant)
                throw new ArgumentException(
                    "Expected the assistant's reply, because a raw context ends where the reply begins, but found a user message.",
                    nameof(message));
        }

        private static DialogueMessage[] CopyOf(IEnumerable<DialogueMessage> messages)
        {
            DialogueMessage[] copy = (messages ?? throw new ArgumentNullException(nameof(messages))).ToArray();
            foreach (DialogueMessage message in copy)
            {
                if (message is null)
                    throw new ArgumentNullException(nameof(messages), "Expected messages, but found null among them.");
                if (message.Role == DialogueRole.System)
                    throw new ArgumentException(
                        "Expected user and assistant messages, but found a system message. Pass its text as the persona.",
                        nameof(messages));
            }

            return copy;
        }

        private static IReadOnlyList<string> CopyOf(IEnumerable<string>? solutions)
        {
            string[] copy = solutions?.ToArray() ?? Array.Empty<string>();
            if (copy.Any(string.IsNullOrWhiteSpace))
                throw new ArgumentException(
                    "Expected every solution to hold text, but found a blank one. Leave it out.", nameof(solutions));
            return Array.AsReadOnly(copy);
        }

        private static IReadOnlyDictionary<string, string> CopyOf(IReadOnlyDictionary<string, string>? tags) =>
            tags is null || tags.Count == 0 ? NoTags : tags.ToDictionary(tag => tag.Key, tag => tag.Value);
    }
}
