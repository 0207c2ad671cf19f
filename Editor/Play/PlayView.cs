#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Repartee.Editor.Settings;
using Repartee.Frozen.Gguf;
using Repartee.Sessions;

namespace Repartee.Editor.Play
{
    /// <summary>
    /// What the play session's window shows and what its buttons do, without a window. Main thread. It looks at files only in
    /// <see cref="Refresh"/> and after what it did itself, never on each repaint.
    /// </summary>
    public sealed class PlayView : IDisposable
    {
        private readonly PlaySession play;
        private readonly IPlayScene scene;
        private readonly string project;
        private string runName = "";
        private string shownRun = "";

        /// <summary>Makes the view of a play session.</summary>
        /// <param name="play">The session; it outlives the view.</param>
        /// <param name="scene">What the editor knows.</param>
        /// <param name="project">The project's folder.</param>
        public PlayView(PlaySession play, IPlayScene scene, string project)
        {
            this.play = play;
            this.scene = scene;
            this.project = project;
            play.Changed += OnChanged;
            play.Updated += OnUpdated;
            play.Saved += OnSaved;
        }

        /// <summary>Raised when anything that is shown changed.</summary>
        public event Action? Changed;

        /// <summary>What was looked at before training, by the last <see cref="Refresh"/>.</summary>
        public IReadOnlyList<PreflightLine> Preflight { get; private set; } = Array.Empty<PreflightLine>();

        /// <summary>The curves of the run that is shown.</summary>
        public TrainingCurves Curves { get; } = new TrainingCurves();

        /// <summary>Its sampled replies.</summary>
        public ReplyTable Replies { get; } = new ReplyTable();

        /// <summary>Its checkpoints, newest first.</summary>
        public IReadOnlyList<RunCheckpoint> Checkpoints { get; private set; } = Array.Empty<RunCheckpoint>();

        /// <summary>The project's runs, the latest used first.</summary>
        public IReadOnlyList<string> Runs { get; private set; } = Array.Empty<string>();

        /// <summary>What the open scenes offer, by the last <see cref="Refresh"/>.</summary>
        public PlaySetup Setup { get; private set; } = PlaySetup.None;

        /// <summary>The project's settings, by the last <see cref="Refresh"/>; the defaults where they cannot be read.</summary>
        public ReparteeSettings Settings { get; private set; } = new ReparteeSettings();

        /// <summary>In which numbers actors are frozen: Q8_0 (default), F16 or F32.</summary>
        public GgufType FrozenType { get; set; } = GgufType.Q8_0;

        /// <summary>The name of the run to start or to go on with; its curves and checkpoints are shown.</summary>
        public string RunName
        {
            get => runName;
            set
            {
                runName = value.Trim();
                ShowRun();
                Changed?.Invoke();
            }
        }

        /// <summary>Whether a run of this name is to go on. Never without asking: false at first.</summary>
        public bool ResumeRun { get; set; }

        /// <summary>How the session is.</summary>
        public PlayState State => play.State;

        /// <summary>One line that says how it is.</summary>
        public string Status
        {
            get
            {
                string what = play.TrainingError is string error
                    ? $"Training stopped by itself, NPCs talk on: {error} Stop, then start again."
                    : play.HealthStop is HealthStop stop ? stop.ToString() : play.Message;
                return play.IsLive && Curves.Update > 0 ? $"{what} Update {Curves.Update}.{Dropped}" : what;
            }
        }

        /// <summary>What was done last, or went wrong; blank where nothing was.</summary>
        public string News => play.News;

        /// <summary>Why training cannot start; null where it can.</summary>
        public string? StartFault
        {
            get
            {
                if (!play.CanStart) return $"The play session is {play.State}.";
                PreflightLine? error = Preflight.FirstOrDefault(line => line.Level == PreflightLevel.Error);
                return error?.Message ?? Catalog.Fault(RunName, ResumeRun);
            }
        }

        /// <summary>Whether the start button does anything.</summary>
        public bool CanStart => StartFault is null;

        /// <summary>Whether learning can be paused.</summary>
        public bool CanPause => State == PlayState.Running;

        /// <summary>Whether learning can go on.</summary>
        public bool CanResume => State == PlayState.Paused;

        /// <summary>Whether training paused by itself and can go on.</summary>
        public bool CanContinue => play.IsLive && play.HealthStop != null;

        /// <summary>Whether a checkpoint can be written.</summary>
        public bool CanSave => play.IsLive;

        /// <summary>Whether there is something to stop.</summary>
        public bool CanStop => State != PlayState.Idle && State != PlayState.Failed && State != PlayState.Stopping;

        /// <summary>Whether the actor can be frozen as it talks now.</summary>
        public bool CanFreeze => play.IsLive && Setup.FrozenPath.Length > 0;

        /// <summary>Whether a checkpoint can be frozen.</summary>
        public bool CanFreezeCheckpoint => !play.IsFreezing && Setup.FrozenPath.Length > 0 && Setup.Rewards != null;

        private RunCatalog Catalog => new RunCatalog(Path.Combine(project, Settings.RunsFolder));

        private string Dropped => play.DroppedConversations > 0
            ? $" {play.DroppedConversations} conversations were dropped: the trainer cannot keep up."
            : "";

        /// <summary>Looks at scenes, settings and files again.</summary>
        public void Refresh()
        {
            var problems = new List<PreflightLine>();
            try
            {
                Settings = scene.Settings();
            }
            catch (Exception problem) when (problem is SettingsException || problem is IOException)
            {
                problems.Add(new PreflightLine(PreflightLevel.Error, "Settings", problem.Message));
            }

            Setup = scene.Look();
            Preflight = problems.Concat(Play.Preflight.Look(Setup, Settings, project, scene.Machine)).ToArray();
            Runs = Catalog.Names();
            if (RunName.Length == 0)
                runName = Catalog.Free(Setup.ActorName);
            ShowRun();
            Changed?.Invoke();
        }

        /// <summary>Starts training. Where something is in the way, nothing happens: <see cref="StartFault"/> says what.</summary>
        public void Start()
        {
            Refresh();
            if (!CanStart) return;
            TrainingOptions options = Setup.Options(Settings, Catalog.PathOf(RunName), ResumeRun);
            play.Start(options, Setup.Actors);
        }

        /// <summary>Lets learning wait.</summary>
        public void Pause() => play.Pause();

        /// <summary>Lets learning go on.</summary>
        public void Resume() => play.Resume();

        /// <summary>Lets training go on after it paused by itself, from the last good weights.</summary>
        public void GoBack() => play.ContinueTraining(fromLastGood: true);

        /// <summary>The same from the present weights.</summary>
        public void GoOn() => play.ContinueTraining(fromLastGood: false);

        /// <summary>Writes a checkpoint.</summary>
        public void Save() => play.Save();

        /// <summary>Stops, without waiting.</summary>
        public void Stop() => play.StopAsync("the play session was stopped");

        /// <summary>Freezes the actor as it talks now.</summary>
        public void Freeze()
        {
            if (CanFreeze)
                play.Freeze(Setup.FrozenPath, FrozenType);
        }

        /// <summary>Freezes a checkpoint of the run that is shown.</summary>
        /// <param name="checkpoint">One of <see cref="Checkpoints"/>.</param>
        public void Freeze(RunCheckpoint checkpoint)
        {
            if (CanFreezeCheckpoint)
                play.FreezeCheckpoint(Setup.Options(Settings, null, false), checkpoint, Setup.FrozenPath, FrozenType);
        }

        /// <summary>Listens to the session no more.</summary>
        public void Dispose()
        {
            play.Changed -= OnChanged;
            play.Updated -= OnUpdated;
            play.Saved -= OnSaved;
        }

        private void ShowRun()
        {
            string? live = play.RunPath;
            string folder = live ?? (Catalog.Fault(runName, resume: true) is null ? Catalog.PathOf(runName) : "");
            if (folder != shownRun)
            {
                shownRun = folder;
                Curves.Clear();
                Replies.Clear();
                if (folder.Length > 0)
                    RunHistory.Read(folder, Curves, Replies);
            }

            Checkpoints = folder.Length > 0 ? RunCheckpoint.Of(folder) : Array.Empty<RunCheckpoint>();
        }

        private void OnChanged()
        {
            if (play.State == PlayState.Idle || play.State == PlayState.Running && shownRun != (play.RunPath ?? shownRun))
                ShowRun();
            if (play.IsLive && !ResumeRun)
                ResumeRun = Catalog.Exists(RunName);                            // the next start under this name goes on with it
            Changed?.Invoke();
        }

        private void OnUpdated(TrainingProgress progress)
        {
            Curves.Add(progress.Update, progress.Metrics);
            foreach (ReplySample sample in progress.Samples)
                Replies.Add(ReplyRow.Of(progress.Update, sample));
            Changed?.Invoke();
        }

        private void OnSaved(string checkpoint)
        {
            ShowRun();
            Changed?.Invoke();
        }
    }
}
