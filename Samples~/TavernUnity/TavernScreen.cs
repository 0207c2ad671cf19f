#nullable enable
using System;
using Repartee.Unity;
using UnityEngine;

namespace Repartee.Samples.TavernUnity
{
    /// <summary>
    /// What the player sees and presses: a bubble over whoever talks, and a bar below. The engine's immediate mode GUI, because it needs
    /// no assets and no input settings. What is pressed is done in Update: between two events of a frame nothing may change.
    /// </summary>
    [AddComponentMenu("Repartee/Samples/Tavern Screen")]
    public sealed class TavernScreen : MonoBehaviour
    {
        private const float BubbleWidth = 280;
        private const float BubbleHeight = 140;
        private const float BarHeight = 110;
        private const float Head = 1.3f;

        [SerializeField]
        [Tooltip("What the player does.")]
        private TavernTalk? talk;

        [NonSerialized]
        private string line = "";

        [NonSerialized]
        private Action? pressed;

        [NonSerialized]
        private GUIStyle? bubble;

        /// <summary>What the player does.</summary>
        public TavernTalk? Talk
        {
            get => talk;
            set => talk = value;
        }

        // Messages of the engine.
        private void Update()
        {
            Action? action = pressed;
            pressed = null;
            action?.Invoke();
        }

        private void OnGUI()
        {
            if (talk == null) return;
            if (talk.Partner != null) DrawBubble(talk, talk.Partner);
            GUILayout.BeginArea(new Rect(10, Screen.height - BarHeight, Screen.width - 20, BarHeight));
            DrawGuests(talk);
            if (talk.Partner != null) DrawLine(talk, talk.Partner);
            GUILayout.EndArea();
        }

        private void DrawBubble(TavernTalk shown, NpcDialogue npc)
        {
            Camera eye = Camera.main;
            if (eye == null) return;
            Vector3 head = eye.WorldToScreenPoint(npc.transform.position + Vector3.up * Head);
            if (head.z <= 0) return;
            bubble ??= new GUIStyle(GUI.skin.box) { wordWrap = true };
            GUILayout.BeginArea(new Rect(head.x - BubbleWidth / 2, Screen.height - head.y - BubbleHeight, BubbleWidth, BubbleHeight));
            string text = npc.ReplyText.Length > 0 ? npc.ReplyText : npc.IsReplying ? "..." : "Yes?";
            GUILayout.Label(text, bubble);
            GUI.enabled = shown.CanJudge;
            GUILayout.BeginHorizontal();
            Button("Thumb up", () => shown.Judge(true));
            Button("Thumb down", () => shown.Judge(false));
            GUILayout.EndHorizontal();
            GUI.enabled = true;
            GUILayout.EndArea();
        }

        private void DrawGuests(TavernTalk shown)
        {
            GUILayout.BeginHorizontal();
            foreach (NpcDialogue npc in shown.Npcs)
                Button("Go to " + (npc.Persona == null ? npc.name : npc.Persona.DisplayName), () => shown.GoTo(npc));
            GUILayout.EndHorizontal();
        }

        private void DrawLine(TavernTalk shown, NpcDialogue npc)
        {
            GUILayout.BeginHorizontal();
            line = GUILayout.TextField(line, 200);
            GUI.enabled = shown.CanSay;
            Button("Say", () =>
            {
                shown.Say(line);
                line = "";
            });
            Button("Ask something", shown.AskSomething);
            GUI.enabled = true;
            Button("Say good bye", shown.SayGoodbye);
            Button("Walk off", shown.WalkOff);
            GUILayout.EndHorizontal();
            GUILayout.Label($"Speaks now: {npc.ActiveMode}. {npc.ActiveModeReason}");
        }

        private void Button(string text, Action action)
        {
            if (GUILayout.Button(text)) pressed = action;
        }
    }
}
