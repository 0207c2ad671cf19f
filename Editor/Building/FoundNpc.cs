#nullable enable
using Repartee.Unity;

namespace Repartee.Editor.Building
{
    /// <summary>An NPC that a build would ship.</summary>
    public sealed class FoundNpc
    {
        /// <summary>Says where it was found.</summary>
        /// <param name="place">Path of the scene or prefab.</param>
        /// <param name="npc">The NPC.</param>
        public FoundNpc(string place, NpcDialogue npc)
        {
            Place = place;
            Npc = npc;
        }

        /// <summary>Path of the scene or prefab.</summary>
        public string Place { get; }

        /// <summary>The NPC.</summary>
        public NpcDialogue Npc { get; }
    }
}
