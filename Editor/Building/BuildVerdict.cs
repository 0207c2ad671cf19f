#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Repartee.Unity;

namespace Repartee.Editor.Building
{
    /// <summary>Whether a player can be built with the NPCs that were found: players cannot train, so one in the mode Train needs a frozen
    /// actor. The findings are those of the inspector and the preflight.</summary>
    public static class BuildVerdict
    {
        /// <summary>Judges NPCs that live now.</summary>
        /// <param name="npcs">All of a scene, or of the prefabs.</param>
        /// <returns>What must not be shipped, for people, each with its places; empty where all is well.</returns>
        public static IReadOnlyList<string> Faults(IEnumerable<FoundNpc> npcs)
        {
            FoundNpc[] all = npcs.ToArray();
            return NpcChecks.Of(all.Select(found => found.Npc)).Where(check => check.Severity == NpcCheckSeverity.Error)
                .Select(error => error.Message + Places(error, all)).ToArray();
        }

        /// <summary>What the failed build says.</summary>
        /// <param name="faults">Of all scenes and prefabs; the same one is said once.</param>
        /// <returns>The message; null where there is no fault.</returns>
        public static string? Message(IEnumerable<string> faults)
        {
            string[] said = faults.Distinct().ToArray();
            return said.Length == 0
                ? null
                : "Repartee: the player would have NPCs that do not work." + string.Concat(said.Select(fault => "\n- " + fault));
        }

        private static string Places(NpcCheck error, IEnumerable<FoundNpc> all)
        {
            string[] places = all.Where(found => found.Npc.Check().Any(check => check.Message == error.Message))
                .Select(found => found.Place).Distinct().OrderBy(place => place, StringComparer.Ordinal).ToArray();
            return places.Length == 0 ? "" : $" ({string.Join(", ", places)})";
        }
    }
}
