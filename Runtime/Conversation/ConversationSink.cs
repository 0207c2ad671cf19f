#nullable enable
namespace Repartee.Conversation
{
    /// <summary>Takes finished conversations of an actor that does not learn itself, such as to write them down. Thread-safe.</summary>
    public abstract class ConversationSink
    {
        private protected ConversationSink()
        {
        }

        /// <summary>Takes one. Must not throw and must not wait for long: the game's thread calls it.</summary>
        internal abstract void Take(FinishedConversation conversation);
    }
}
