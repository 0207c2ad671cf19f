#nullable enable
using System.Collections.Generic;
using System.Linq;

namespace Repartee.Unity
{
    /// <summary>What the inspector, the play session's preflight and the build step ask of NPCs.</summary>
    public static class NpcChecks
    {
        /// <summary>Looks at several NPCs, such as all of a build's scenes, and at what they share.</summary>
        /// <param name="npcs">The NPCs.</param>
        /// <returns>What was found, each once, errors first.</returns>
        public static IReadOnlyList<NpcCheck> Of(IEnumerable<NpcDialogue> npcs)
        {
            NpcDialogue[] all = npcs.ToArray();
            return all.SelectMany(Of).Concat(all.Where(npc => npc.Actor != null).GroupBy(npc => npc.Actor!).SelectMany(Sharing))
                .GroupBy(check => (check.Severity, check.Message)).Select(same => same.First())
                .OrderByDescending(check => check.Severity).ToArray();
        }

        internal static IReadOnlyList<NpcCheck> Of(NpcDialogue npc)
        {
            var found = new List<NpcCheck>();
            if (npc.Persona == null)
                found.Add(NpcCheck.Error($"\"{npc.name}\" has no persona, so nobody knows who speaks. Assign one.", npc));
            else
                found.AddRange(npc.Persona.Check());
            if (npc.Mode == NpcMode.Scripted) return found;
            if (npc.Actor == null)
                found.Add(NpcCheck.Error($"\"{npc.name}\" has no actor in the mode {npc.Mode}. Assign one, or choose Scripted.", npc));
            else
                found.AddRange(Acting(npc, npc.Actor));
            if (npc.Mode == NpcMode.Train) found.AddRange(Learning(npc));
            return found;
        }

        private static IEnumerable<NpcCheck> Acting(NpcDialogue npc, NpcActor actor)
        {
            foreach (NpcCheck check in actor.CheckSettings()) yield return check;
            if (actor.MissingFile() is string missing)
                yield return NpcCheck.Error(
                    npc.Mode == NpcMode.Train
                        ? $"\"{npc.name}\" is in the mode Train, but players cannot train. {missing}"
                        : $"\"{npc.name}\" is in the mode Frozen. {missing}", npc);
            if (npc.Mode == NpcMode.Train && string.IsNullOrWhiteSpace(actor.TrainingFolder))
                yield return NpcCheck.Warning(
                    $"Actor \"{actor.name}\" has no training folder, so no play session can train it. Choose the actor's folder.", actor);
        }

        private static IEnumerable<NpcCheck> Learning(NpcDialogue npc)
        {
            if (npc.Rewards == null)
            {
                yield return NpcCheck.Error(
                    $"\"{npc.name}\" is in the mode Train and has no rewards, so no reply is better than another. " +
                    "Assign rewards, or choose Frozen.", npc);
                yield break;
            }

            foreach (NpcCheck check in npc.Rewards.Check()) yield return check;
            if (npc.Rewards.ComparesWithSolutions && (npc.Persona == null || npc.Persona.Solutions.Count == 0))
                yield return NpcCheck.Warning(
                    $"\"{npc.name}\" is rewarded for edit distance, but its persona has no solutions: the rule counts as 0 for " +
                    "lines that bring none. Add solutions to the persona, pass them to NpcDialogue.Say, or remove the rule.", npc);
        }

        private static IEnumerable<NpcCheck> Sharing(IGrouping<NpcActor, NpcDialogue> npcs)
        {
            NpcDialogue[] learning = npcs.Where(npc => npc.Mode == NpcMode.Train && npc.Rewards != null).ToArray();
            NpcDialogue? other = learning.FirstOrDefault(npc => npc.Rewards != learning[0].Rewards);
            if (!(other is null))
                yield return NpcCheck.Error(
                    $"\"{learning[0].name}\" and \"{other.name}\" share the actor \"{npcs.Key.name}\" but not their rewards. An actor " +
                    "is trained towards one list. Assign the same rewards to both, or give one of them another actor.", other);
        }
    }
}
