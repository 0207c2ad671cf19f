#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Repartee.Dialogue;
using UnityEngine;

namespace Repartee.Unity
{
    /// <summary>Who an NPC is: what an actor reads before it speaks, and what is said when no actor can. May be shared by NPCs.</summary>
    [CreateAssetMenu(fileName = "Persona", menuName = "Repartee/Persona")]
    [HelpURL(NpcHelp.Url)]
    public sealed class NpcPersona : ScriptableObject
    {
        [SerializeField]
        [Tooltip("What players see; the actor does not read it.")]
        private string displayName = "";

        [SerializeField]
        [TextArea(3, 12)]
        [Tooltip("Who the NPC is, what it wants and how it talks, as the actor reads it. Every word costs context and time.")]
        private string text = "";

        [SerializeField]
        [TextArea(1, 3)]
        [Tooltip("Said in turn when no actor can speak, or when the deadline has passed.")]
        private string[] scriptedLines = Array.Empty<string>();

        [SerializeField]
        [TextArea(1, 3)]
        [Tooltip("How good replies read: what the reward for edit distance compares with, unless the game gives other ones with a line.")]
        private string[] solutions = Array.Empty<string>();

        /// <summary>What players see; the asset's name where it is blank.</summary>
        public string DisplayName
        {
            get => string.IsNullOrWhiteSpace(displayName) ? name : displayName;
            set => displayName = value;
        }

        /// <summary>What the actor reads of the NPC; conversations that begin later take a new text.</summary>
        public string Text
        {
            get => text;
            set => text = value;
        }

        /// <summary>Lines for when no actor can speak, said in turn. Blank ones are left out.</summary>
        public IReadOnlyList<string> ScriptedLines
        {
            get => WithText(scriptedLines);
            set => scriptedLines = value.ToArray();
        }

        /// <summary>How good replies read, for lines with which the game gives no other. Blank ones are left out.</summary>
        public IReadOnlyList<string> Solutions
        {
            get => WithText(solutions);
            set => solutions = value.ToArray();
        }

        /// <summary>A dialogue with this NPC in which nothing was said yet.</summary>
        /// <returns>The state.</returns>
        public DialogueState Begin() => DialogueState.Begin(text);

        /// <summary>Looks for what will not work.</summary>
        /// <returns>What was found, empty where all is well.</returns>
        public IReadOnlyList<NpcCheck> Check()
        {
            var found = new List<NpcCheck>();
            if (string.IsNullOrWhiteSpace(text))
                found.Add(NpcCheck.Warning(
                    $"Persona \"{name}\" has no text, so the actor does not know whom it speaks for. Describe the NPC in Text.", this));
            if (ScriptedLines.Count == 0)
                found.Add(NpcCheck.Warning(
                    $"Persona \"{name}\" has no scripted line, so the NPC is silent when no actor can speak or a deadline passes. " +
                    "Add one to Scripted Lines.", this));
            return found;
        }

        private static string[] WithText(string[] lines) => lines.Where(line => !string.IsNullOrWhiteSpace(line)).ToArray();
    }
}
