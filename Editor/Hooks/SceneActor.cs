#nullable enable
using Repartee.Conversation;
using Repartee.Editor.Play;
using Repartee.Unity;

namespace Repartee.Editor.Hooks
{
    /// <summary>An actor asset that a trainer is lent to.</summary>
    internal sealed class SceneActor : IPlayedActor
    {
        private readonly NpcActor actor;

        internal SceneActor(NpcActor actor) => this.actor = actor;

        public string Name => actor == null ? "" : actor.name;

        public void Attach(IDialogueActor trainer)
        {
            if (actor != null)
                actor.Attach(trainer);
        }

        public void Detach(string reason)
        {
            if (actor != null && actor.Trainer != null)
                actor.Detach(reason);
        }
    }
}
