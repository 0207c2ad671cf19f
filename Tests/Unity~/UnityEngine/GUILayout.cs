using System;
using System.Collections.Generic;

namespace UnityEngine
{
    public class GUILayout
    {
        /// <summary>Texts of labels and buttons that were drawn since it was cleared. What cannot be pressed is in brackets.</summary>
        internal static List<string> Drawn { get; } = new List<string>();

        /// <summary>The button that is pressed; empty for none.</summary>
        internal static string Pressed { get; set; } = "";

        /// <summary>What is typed into the text field; null for nothing.</summary>
        internal static string Typed { get; set; }

        /// <summary>Areas and rows that were begun and not ended.</summary>
        internal static Stack<string> Open { get; } = new Stack<string>();

        public static void Label(string text, params GUILayoutOption[] options) => Drawn.Add(text);

        public static void Label(string text, GUIStyle style, params GUILayoutOption[] options) => Drawn.Add(text);

        public static bool Button(string text, params GUILayoutOption[] options)
        {
            Drawn.Add(GUI.enabled ? text : $"[{text}]");
            return GUI.enabled && text == Pressed;
        }

        public static string TextField(string text, int maxLength, params GUILayoutOption[] options) => Typed ?? text;

        public static void BeginHorizontal(params GUILayoutOption[] options) => Open.Push("row");

        public static void EndHorizontal() => Close("row");

        public static void BeginArea(Rect screenRect) => Open.Push("area");

        public static void EndArea() => Close("area");

        private static void Close(string what)
        {
            if (Open.Pop() != what)
                throw new InvalidOperationException($"A {what} ends that is not the last begun.");
        }
    }
}
