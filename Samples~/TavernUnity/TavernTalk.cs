#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Repartee.Dialogue;
using Repartee.Unity;
using UnityEngine;

namespace Repartee.Samples.TavernUnity
{
    /// <summary>Whom the player talks with. One talk is one conversation: it ends with a good bye, or is broken off.</summary>
    [AddComponentMenu("Repartee/Samples/Tavern Talk")]
    public sealed class TavernTalk : MonoBehaviour
    {
        private const float Thumb = 0.5f;

        [SerializeField]
        [Tooltip("Who may be talked with.")]
        private NpcDialogue[] npcs = Array.Empty<NpcDialogue>();

        [SerializeField]
        [Tooltip("Questions for players who don't want to type, with good answers (.jsonl).")]
        private TextAsset? questions;

        [NonSerialized]
        private DialogueDataset? rows;

        [NonSerialized]
        private int asked;

        [NonSerialized]
        private bool isJudged;

        /// <summary>Who may be talked with.</summary>
        public IReadOnlyList<NpcDialogue> Npcs
        {
            get => npcs;
            set => npcs = value.ToArray();
        }

        /// <summary>Questions with good answers, as JSON lines.</summary>
        public TextAsset? Questions
        {
            get => questions;
            set => questions = value;
        }

        /// <summary>Whom the player talks with; null for nobody.</summary>
        public NpcDialogue? Partner { get; private set; }

        /// <summary>Whether the partner takes a line now.</summary>
        public bool CanSay => Partner != null && !Partner.IsReplying;

        /// <summary>Whether there is a reply that was not judged yet.</summary>
        public bool CanJudge => CanSay && !isJudged && Partner!.ReplyText.Length > 0;

        /// <summary>Goes to an NPC; a talk with another one is broken off.</summary>
        public void GoTo(NpcDialogue npc)
        {
            if (Partner == npc) return;
            WalkOff();
            Partner = npc;
        }

        /// <summary>Says a line. Nothing happens where nobody listens, or with a blank one.</summary>
        public void Say(string line)
        {
            if (!CanSay || string.IsNullOrWhiteSpace(line)) return;
            isJudged = false;
            Partner!.Say(line);
        }

        /// <summary>Asks the next question that fits the partner. Its good answers go with it, for the reward for edit distance.</summary>
        public void AskSomething()
        {
            if (!CanSay || questions == null) return;
            rows ??= DialogueDataset.Read(new StringReader(questions.text), questions.name);
            DialogueState[] fitting = rows.Rows.Where(row => Partner!.Persona != null && row.Persona == Partner.Persona.Text).ToArray();
            if (fitting.Length == 0) return;
            DialogueState row = fitting[asked++ % fitting.Length];
            isJudged = false;
            Partner!.Say(row.LastUserMessage!.Content, row.Solutions);
        }

        /// <summary>The player's own opinion of the last reply, beside the rules'. Once a reply.</summary>
        public void Judge(bool isGood)
        {
            if (!CanJudge) return;
            Partner!.AddReward("thumb", isGood ? Thumb : -Thumb);
            isJudged = true;
        }

        /// <summary>The talk reached its end: nothing comes after the last reply.</summary>
        public void SayGoodbye()
        {
            if (Partner != null) Partner.EndEpisode();
            Partner = null;
        }

        /// <summary>The player walks away: the talk might have gone on.</summary>
        public void WalkOff()
        {
            if (Partner != null) Partner.EpisodeInterrupted();
            Partner = null;
        }

        // The engine's message. The NPCs' own OnDisable breaks their talks off.
        private void OnDisable() => Partner = null;
    }
}
