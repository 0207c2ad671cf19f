#nullable enable
using System;
using Repartee.Dialogue;
using Repartee.Prompting;

namespace Repartee.Conversation
{
    /// <summary>
    /// Whoever speaks for the NPCs: an actor that learns while it talks, or a frozen one. Game code that knows this interface alone is the
    /// same for both. Each conversation is used from one thread at a time.
    /// </summary>
    public interface IDialogueActor : IAsyncDisposable
    {
        /// <summary>How the actor reads dialogues; for measuring a persona in tokens, say.</summary>
        PromptEncoder Encoder { get; }

        /// <summary>What became of the replies so far. Any thread.</summary>
        ReplyStatistics Replies { get; }

        /// <summary>Begins a conversation with an NPC.</summary>
        /// <param name="state">Persona and what was said before; its last line may be the player's.</param>
        /// <returns>The conversation. End it by <see cref="NpcConversation.Complete"/> or <see cref="NpcConversation.Interrupt"/>: an actor
        /// that learns, learns from it then.</returns>
        NpcConversation BeginConversation(DialogueState state);
    }
}
