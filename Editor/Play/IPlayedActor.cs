#nullable enable
using Repartee.Conversation;

namespace Repartee.Editor.Play
{
    /// <summary>An actor of the game that a play session lends its trainer to. Main thread.</summary>
    public interface IPlayedActor
    {
        /// <summary>What people call it.</summary>
        string Name { get; }

        /// <summary>NPCs speak through the trainer from now on.</summary>
        /// <param name="trainer">Lent until <see cref="Detach"/>.</param>
        void Attach(IDialogueActor trainer);

        /// <summary>NPCs speak frozen or scripted from now on.</summary>
        /// <param name="reason">Why, in a few words for people.</param>
        void Detach(string reason);
    }
}
