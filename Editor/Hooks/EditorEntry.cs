#nullable enable
using System.IO;
using Repartee.Editor.Play;
using UnityEditor;
using UnityEngine;

namespace Repartee.Editor.Hooks
{
    /// <summary>
    /// The one place that the engine's static events and menus find the play session by. Scripts that are reloaded make it anew, after the
    /// old one has ended; without domain reload it lives on and is subscribed once.
    /// </summary>
    internal static class EditorEntry
    {
        private static EditorPlay? play;

        /// <summary>The project's folder.</summary>
        internal static string Project => Path.GetDirectoryName(Path.GetFullPath(Application.dataPath))!;

        internal static EditorPlay Play => play ??= Begin();

        [InitializeOnLoadMethod]
        private static void OnLoad() => _ = Play;

        private static EditorPlay Begin()
        {
            string project = Project;
            var scene = new EditorScene(project);
            var begun = new EditorPlay(ProcessStart.With(() => TrainerFiles.Process(scene.Settings(), project)), scene, project);
            begun.Subscribe();
            return begun;
        }
    }
}
