#nullable enable
using System;
using System.Linq;
using Repartee.Editor.Play;
using Repartee.Sessions;
using UnityEditor;
using UnityEngine;

namespace Repartee.Editor.Hooks
{
    /// <summary>The editor's one play session, and the moments at which it begins and must have ended.</summary>
    internal sealed class EditorPlay
    {
        private const string StartKey = "Repartee.StartInPlayMode";
        private const string RunKey = "Repartee.Run";

        private readonly IPlayScene scene;

        /// <param name="start">Starts trainers.</param>
        /// <param name="scene">What the editor knows.</param>
        /// <param name="project">The project's folder.</param>
        /// <param name="clock">For limits of time; null: the system's.</param>
        internal EditorPlay(SessionStart start, IPlayScene scene, string project, TimeProvider? clock = null)
        {
            this.scene = scene;
            Session = new PlaySession(start, new MainThreadQueue(Debug.LogException), clock);
            View = new PlayView(Session, scene, project);
            Session.Frozen += OnFrozen;
        }

        internal PlaySession Session { get; }

        internal PlayView View { get; }

        /// <summary>Hears the editor from now on. Once an object.</summary>
        internal void Subscribe()
        {
            EditorApplication.update += Session.Pump;
            EditorApplication.playModeStateChanged += OnPlayMode;
            AssemblyReloadEvents.beforeAssemblyReload += OnReload;
            EditorApplication.quitting += OnQuit;
        }

        /// <summary>Hears it no more; for tests.</summary>
        internal void Unsubscribe()
        {
            EditorApplication.update -= Session.Pump;
            EditorApplication.playModeStateChanged -= OnPlayMode;
            AssemblyReloadEvents.beforeAssemblyReload -= OnReload;
            EditorApplication.quitting -= OnQuit;
        }

        /// <summary>Starts training in play mode; outside of it, enters play mode first, which may reload scripts.</summary>
        internal void StartOrEnter()
        {
            if (EditorApplication.isPlaying)
            {
                View.Start();
                return;
            }

            View.Refresh();
            if (!View.CanStart) return;
            SessionState.SetString(RunKey, View.RunName);
            SessionState.SetString(StartKey, View.ResumeRun ? "resume" : "new");
            EditorApplication.EnterPlaymode();
        }

        private void OnPlayMode(PlayModeStateChange change)
        {
            if (change == PlayModeStateChange.EnteredPlayMode)
                Begin();
            else if (change == PlayModeStateChange.ExitingPlayMode)
                End("play mode ended");
        }

        private void OnReload() => End("scripts are being reloaded");

        private void OnQuit() => End("the editor is closing");

        private void Begin()
        {
            string asked = SessionState.GetString(StartKey, "");
            SessionState.EraseString(StartKey);
            View.Refresh();
            if (asked.Length > 0)
            {
                View.RunName = SessionState.GetString(RunKey, View.RunName);
                View.ResumeRun = asked == "resume";
            }
            else if (View.Settings.StartWithPlayMode)
                ContinueLastRun();
            else
                return;
            View.Start();
            if (Session.State == PlayState.Starting)
                SessionState.SetString(RunKey, View.RunName);
            else
                Debug.LogWarning($"Repartee: training was to start with play mode, but did not. {View.StartFault}");
        }

        /// <summary>Training that starts by itself goes on with this editor session's run, and says so.</summary>
        private void ContinueLastRun()
        {
            string last = SessionState.GetString(RunKey, "");
            if (last.Length == 0 || !View.Runs.Contains(last)) return;
            View.RunName = last;
            View.ResumeRun = true;
            Debug.Log($"Repartee: training goes on with the run \"{last}\". For a new one, start it in Window > Repartee > Play Session.");
        }

        private void End(string reason)
        {
            if (!View.CanStop && !Session.IsFreezing && Session.State != PlayState.Stopping) return;
            EditorUtility.DisplayProgressBar("Repartee", "The trainer ends: it writes a last checkpoint.", 0.5f);
            try
            {
                if (!Session.StopAndWait(reason))
                    Debug.LogWarning($"Repartee: {Session.Message}");
            }
            finally
            {
                EditorUtility.ClearProgressBar();
            }
        }

        private void OnFrozen(ExportReport report)
        {
            AssetDatabase.Refresh();
            Debug.Log($"Repartee: {Session.News}");
        }
    }
}
