#nullable enable
using System;
using System.Collections.Generic;
using Repartee.Editor.Hooks;
using Repartee.Editor.Play;
using Repartee.Frozen.Gguf;
using UnityEditor;
using UnityEngine;
using UnityEngine.UIElements;

namespace Repartee.Editor.Windows
{
    /// <summary>The play session's window: what stands in the way, start and stop, curves, sampled replies, checkpoints. It shows the
    /// editor's one session, which lives on without it.</summary>
    public sealed class PlaySessionWindow : EditorWindow
    {
        private static readonly string[] FrozenTypes = { "Q8_0", "F16", "F32" };

        [SerializeField]
        private string runName = "";                                            // outlives reloads of scripts

        private readonly List<CurveView> curves = new List<CurveView>();
        private readonly List<(Button Button, Func<bool> IsEnabled)> buttons = new List<(Button, Func<bool>)>();
        private PlayView? view;
        private Label? status;
        private Label? news;
        private TextField? run;
        private Toggle? resume;
        private Button? start;
        private PreflightView? preflight;
        private ReplyListView? replies;
        private CheckpointListView? checkpoints;

        /// <summary>Opens it, or brings it to the front.</summary>
        [MenuItem("Window/Repartee/Play Session")]
        public static void Open() => GetWindow<PlaySessionWindow>("Repartee Play Session");

        // Messages of the engine.
        private void CreateGUI()
        {
            view = EditorEntry.Play.View;
            if (runName.Length > 0 && view.RunName.Length == 0)
                view.RunName = runName;
            VisualElement root = rootVisualElement;
            root.Clear();
            root.style.paddingLeft = root.style.paddingRight = 6;
            root.Add(status = Wrapped());
            root.Add(RunRow(view));
            root.Add(ButtonRow(view));
            root.Add(news = Wrapped());
            var body = new ScrollView();
            body.style.flexGrow = 1;
            body.Add(Section("Preflight", preflight = new PreflightView()));
            body.Add(Section("Curves", Curves(view)));
            body.Add(Section("Sampled replies", replies = new ReplyListView(view.Replies)));
            body.Add(Section("Checkpoints", checkpoints = new CheckpointListView(view.Freeze)));
            root.Add(body);
            view.Changed += Show;
            view.Refresh();
        }

        private void OnDisable()
        {
            if (view != null)
                view.Changed -= Show;
            view = null;
        }

        private void OnFocus() => view?.Refresh();

        private void OnHierarchyChange()
        {
            if (view?.State == PlayState.Idle)
                view.Refresh();
        }

        private void Show()
        {
            PlayView shown = view!;
            runName = shown.RunName;
            status!.text = $"{shown.State}: {shown.Status}";
            news!.text = shown.News;
            run!.SetValueWithoutNotify(shown.RunName);
            resume!.SetValueWithoutNotify(shown.ResumeRun);
            start!.text = EditorApplication.isPlaying ? "Start" : "Play and start";
            start.tooltip = shown.StartFault ?? "";
            foreach ((Button button, Func<bool> isEnabled) in buttons)
                button.SetEnabled(isEnabled());
            bool canName = shown.State == PlayState.Idle || shown.State == PlayState.Failed;
            run.SetEnabled(canName);
            resume.SetEnabled(canName);
            preflight!.Show(shown.Preflight);
            foreach (CurveView curve in curves)
                curve.Show();
            replies!.Show();
            checkpoints!.Show(shown.Checkpoints, shown.CanFreezeCheckpoint);
        }

        private VisualElement RunRow(PlayView shown)
        {
            VisualElement row = Row();
            run = new TextField("Run") { value = shown.RunName, isDelayed = true };
            run.style.flexGrow = 1;
            run.RegisterValueChangedCallback(change =>
            {
                shown.ResumeRun = false;
                shown.RunName = change.newValue;
            });
            resume = new Toggle("Go on with it");
            resume.RegisterValueChangedCallback(change =>
            {
                shown.ResumeRun = change.newValue;
                Show();
            });
            var type = new DropdownField("Freeze as", new List<string>(FrozenTypes), 0);
            type.RegisterValueChangedCallback(change => shown.FrozenType = (GgufType)Enum.Parse(typeof(GgufType), change.newValue));
            row.Add(run);
            row.Add(resume);
            row.Add(type);
            return row;
        }

        private VisualElement ButtonRow(PlayView shown)
        {
            VisualElement row = Row();
            buttons.Clear();
            start = Button(row, "Start", EditorEntry.Play.StartOrEnter, () => shown.CanStart);
            Button(row, "Pause", shown.Pause, () => shown.CanPause);
            Button(row, "Resume", shown.Resume, () => shown.CanResume);
            Button(row, "Go back to good weights", shown.GoBack, () => shown.CanContinue);
            Button(row, "Go on as it is", shown.GoOn, () => shown.CanContinue);
            Button(row, "Save", shown.Save, () => shown.CanSave);
            Button(row, "Freeze", shown.Freeze, () => shown.CanFreeze);
            Button(row, "Stop", shown.Stop, () => shown.CanStop);
            Button(row, "Look again", shown.Refresh, () => true);
            return row;
        }

        private Button Button(VisualElement row, string text, Action action, Func<bool> isEnabled)
        {
            var button = new Button(action) { text = text };
            buttons.Add((button, isEnabled));
            row.Add(button);
            return button;
        }

        private VisualElement Curves(PlayView shown)
        {
            var all = new VisualElement();
            curves.Clear();
            foreach (CurvePanel panel in shown.Curves.Panels)
            {
                var curve = new CurveView(panel);
                curves.Add(curve);
                all.Add(curve);
            }

            return all;
        }

        private static VisualElement Section(string title, VisualElement content)
        {
            var section = new Foldout { text = title, value = true };
            section.Add(content);
            return section;
        }

        private static VisualElement Row()
        {
            var row = new VisualElement();
            row.style.flexDirection = FlexDirection.Row;
            row.style.flexWrap = Wrap.Wrap;
            return row;
        }

        private static Label Wrapped()
        {
            var label = new Label();
            label.style.whiteSpace = WhiteSpace.Normal;
            return label;
        }
    }
}
