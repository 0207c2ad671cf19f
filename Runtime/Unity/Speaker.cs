#nullable enable
using Repartee.Conversation;

namespace Repartee.Unity
{
    /// <summary>An actor as one NPC after the other meets it. A new one is made for each attachment and each loading, so that what failed
    /// is told apart from what came after it.</summary>
    internal sealed class Speaker
    {
        internal Speaker(NpcMode mode, IDialogueActor actor, SamplingOptions? sampling)
        {
            Mode = mode;
            Actor = actor;
            Sampling = sampling;
        }

        internal NpcMode Mode { get; }

        internal IDialogueActor Actor { get; }

        /// <summary>Of each reply; null: the actor's own, the only one that is learnt from.</summary>
        internal SamplingOptions? Sampling { get; }
    }
}
