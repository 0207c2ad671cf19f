#nullable enable
using System;

namespace Repartee.Dialogue
{
    /// <summary>One line of a dialogue: who said it and what was said. Immutable; equal when role and content are equal.</summary>
    public sealed record DialogueMessage
    {
        /// <summary>Makes a line of dialogue.</summary>
        /// <param name="role">One of the names in <see cref="DialogueRole"/>.</param>
        /// <param name="content">The words, in any script. May be empty.</param>
        /// <exception cref="ArgumentException"><paramref name="role"/> is none of the known roles.</exception>
        /// <exception cref="ArgumentNullException">An argument is null.</exception>
        public DialogueMessage(string role, string content)
        {
            Role = role ?? throw new ArgumentNullException(nameof(role));
            Content = content ?? throw new ArgumentNullException(nameof(content));
            if (role != DialogueRole.System && role != DialogueRole.User && role != DialogueRole.Assistant)
                throw new ArgumentException(
                    $"Expected the role \"system\", \"user\" or \"assistant\", but found \"{role}\". Use a constant of DialogueRole.",
                    nameof(role));
        }

        /// <summary>One of the names in <see cref="DialogueRole"/>.</summary>
        public string Role { get; }

        /// <summary>The words that were said.</summary>
        public string Content { get; }

        /// <summary>A line the player said.</summary>
        /// <param name="content">The words.</param>
        /// <returns>A message with the role <see cref="DialogueRole.User"/>.</returns>
        public static DialogueMessage FromUser(string content) => new DialogueMessage(DialogueRole.User, content);

        /// <summary>A line the NPC said.</summary>
        /// <param name="content">The words.</param>
        /// <returns>A message with the role <see cref="DialogueRole.Assistant"/>.</returns>
        public static DialogueMessage FromAssistant(string content) => new DialogueMessage(DialogueRole.Assistant, content);
    }
}
