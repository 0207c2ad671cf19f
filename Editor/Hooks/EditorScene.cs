#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Repartee.Editor.Play;
using Repartee.Editor.Settings;
using Repartee.Rewards;
using Repartee.Unity;
using UnityEngine;

namespace Repartee.Editor.Hooks
{
    /// <summary>What the editor's open scenes offer a trainer. Main thread.</summary>
    internal sealed class EditorScene : IPlayScene
    {
        private const long Megabyte = 1L << 20;

        private readonly string project;
        private readonly SettingsFile settings;

        internal EditorScene(string project)
        {
            this.project = project;
            settings = new SettingsFile(project);
        }

        public MachineFacts Machine => new MachineFacts
        {
            Memory = SystemInfo.systemMemorySize * Megabyte,
            GraphicsMemory = SystemInfo.graphicsMemorySize * Megabyte,
            GraphicsName = SystemInfo.graphicsDeviceName,
        };

        public ReparteeSettings Settings() => settings.Load();

        public PlaySetup Look() => Look(
            UnityEngine.Object.FindObjectsByType<NpcDialogue>(FindObjectsInactive.Include, FindObjectsSortMode.None), project);

        /// <summary>One trainer trains one folder: that of most NPCs.</summary>
        internal static PlaySetup Look(IEnumerable<NpcDialogue> npcs, string project)
        {
            NpcDialogue[] learning = npcs.Where(npc => npc.Mode == NpcMode.Train && npc.Actor != null)
                .GroupBy(npc => npc.Actor!.TrainingFolder).OrderByDescending(same => same.Count())
                .ThenBy(same => same.Key, StringComparer.Ordinal).Select(same => same.ToArray()).FirstOrDefault()
                ?? Array.Empty<NpcDialogue>();
            if (learning.Length == 0) return PlaySetup.None;
            NpcActor actor = learning.GroupBy(npc => npc.Actor!).OrderByDescending(same => same.Count()).First().Key;
            return new PlaySetup
            {
                ActorName = actor.name,
                ActorFolder = actor.TrainingFolder.Trim().Length == 0 ? "" : Path.GetFullPath(Path.Combine(project, actor.TrainingFolder)),
                FrozenPath = FrozenPath(actor),
                Rewards = RewardsOf(learning),
                Temperature = actor.Temperature,
                MaxTokens = actor.MaxTokens,
                NpcCount = learning.Length,
                Actors = learning.Select(npc => npc.Actor!).Distinct().Select(played => (IPlayedActor)new SceneActor(played)).ToArray(),
                Findings = NpcChecks.Of(learning).Select(check => Line(check, learning)).ToArray(),
            };
        }

        /// <summary>Where an actor is frozen to; blank where the path it names leads out of StreamingAssets.</summary>
        internal static string FrozenPath(NpcActor actor)
        {
            string root = Path.GetFullPath(Application.streamingAssetsPath);
            if (string.IsNullOrWhiteSpace(actor.FrozenFile) || Path.IsPathRooted(actor.FrozenFile)) return "";
            string path = Path.GetFullPath(Path.Combine(root, actor.FrozenFile));
            return path.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? path : "";
        }

        private static WeightedReward? RewardsOf(IEnumerable<NpcDialogue> npcs)
        {
            NpcRewards? rewards = npcs.Select(npc => npc.Rewards).FirstOrDefault(found => found != null);
            try
            {
                return rewards?.Build();
            }
            catch (Exception)                                                   // their check says the same
            {
                return null;
            }
        }

        // A frozen file that is missing breaks a build; here it is what training is for.
        private static PreflightLine Line(NpcCheck check, IEnumerable<NpcDialogue> npcs)
        {
            bool isMade = check.Severity == NpcCheckSeverity.Error && npcs.SelectMany(npc => npc.Actor!.Check())
                .Any(of => of.Severity == NpcCheckSeverity.Warning && check.Message.EndsWith(of.Message, StringComparison.Ordinal));
            PreflightLevel level = check.Severity == NpcCheckSeverity.Info ? PreflightLevel.Ok
                : check.Severity == NpcCheckSeverity.Warning || isMade ? PreflightLevel.Warning
                : PreflightLevel.Error;
            return new PreflightLine(level, "NPC", check.Message);
        }
    }
}
