#nullable enable
namespace Repartee.Dialogue
{
    /// <summary>Who speaks a <see cref="DialogueMessage"/>: the role names that chat data sets use.</summary>
    public static class DialogueRole
    {
        /// <summary>The persona of the NPC: who it is, what it wants, how it talks.</summary>
        public const string System = "system";

        /// <summary>The player, or anybody else the NPC listens to.</summary>
        public const string User = "user";

        /// <summary>The NPC.</summary>
        public const string Assistant = "assistant";
    }
}
