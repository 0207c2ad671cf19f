#nullable enable
using System.Collections.Generic;
using Repartee.Unity;
using UnityEditor;
using UnityEngine.UIElements;

namespace Repartee.Editor.Inspectors
{
    /// <summary>Inspector of an NPC: who speaks now and why, and what will not work.</summary>
    [CustomEditor(typeof(NpcDialogue))]
    internal sealed class NpcDialogueEditor : CheckedEditor
    {
        private readonly HelpBox active = new HelpBox("", HelpBoxMessageType.Info);

        private NpcDialogue Npc => (NpcDialogue)target;

        protected override IEnumerable<NpcCheck> Check() => Npc.Check();

        protected override void Begin(VisualElement root)
        {
            root.Add(active);
            Npc.ActiveModeChanged += Changed;
        }

        // Only while playing does anybody speak.
        protected override void Changed() => active.text = EditorApplication.isPlaying
            ? $"Speaks now: {Npc.ActiveMode}. {Npc.ActiveModeReason}"
            : "Nobody speaks outside of play mode.";

        protected override void Close()
        {
            if (Npc != null)
                Npc.ActiveModeChanged -= Changed;
        }
    }
}
