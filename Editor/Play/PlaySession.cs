#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Repartee.Sessions;
using Repartee.Sessions.Client;

namespace Repartee.Editor.Play
{
    /// <summary>
    /// A training session and the game's actors that are lent to it. It starts, watches and stops the session, and sees to it that no actor
    /// speaks through a trainer that is gone. All members belong to the main thread; what the session says comes there by a queue, which
    /// <see cref="Pump"/> empties.
    /// </summary>
    public sealed partial class PlaySession
    {
        private readonly SessionStart start;
        private readonly MainThreadQueue mainThread;
        private readonly TimeProvider clock;
        private IReadOnlyList<IPlayedActor> actors = Array.Empty<IPlayedActor>();
        private CancellationTokenSource giveUp = new CancellationTokenSource();
        private Task<ITrainingSession>? starting;
        private ITrainingSession? session;
        private Task ending = Task.CompletedTask;
        private (TrainerProcessState State, string Why)? unheard;
        private int life;                                                       // what an earlier session says late is not heard

        /// <summary>Makes an idle play session.</summary>
        /// <param name="start">Starts the trainer; <see cref="ProcessStart"/> in the editor.</param>
        /// <param name="mainThread">Emptied by <see cref="Pump"/>.</param>
        /// <param name="clock">For <see cref="StopLimit"/>; null: the system's.</param>
        public PlaySession(SessionStart start, MainThreadQueue mainThread, TimeProvider? clock = null)
        {
            this.start = start ?? throw new ArgumentNullException(nameof(start));
            this.mainThread = mainThread ?? throw new ArgumentNullException(nameof(mainThread));
            this.clock = clock ?? TimeProvider.System;
        }

        /// <summary>Raised when <see cref="State"/>, <see cref="Message"/> or <see cref="News"/> changed.</summary>
        public event Action? Changed;

        /// <summary>Raised after each update of the trainer.</summary>
        public event Action<TrainingProgress>? Updated;

        /// <summary>Raised when a checkpoint was written; its full path.</summary>
        public event Action<string>? Saved;

        /// <summary>Raised when an actor was frozen into a file.</summary>
        public event Action<ExportReport>? Frozen;

        /// <summary>How it is.</summary>
        public PlayState State { get; private set; }

        /// <summary>Why it is so, in a sentence for people.</summary>
        public string Message { get; private set; } = "Nothing trains.";

        /// <summary>What was done last, or went wrong, such as a checkpoint; blank at first.</summary>
        public string News { get; private set; } = "";

        /// <summary>Why training stopped by itself while the actor talks on; null while it has not.</summary>
        public string? TrainingError { get; private set; }

        /// <summary>Device and libtorch of the running trainer; null while there is none.</summary>
        public NativeBackendInfo? Backend => session?.Backend;

        /// <summary>The run folder, full path; null while there is none.</summary>
        public string? RunPath => session?.RunPath;

        /// <summary>Conversations that the trainer could not keep up with.</summary>
        public long DroppedConversations => session?.DroppedConversations ?? 0;

        /// <summary>Whether there is a session that answers.</summary>
        public bool IsLive => State == PlayState.Running || State == PlayState.Paused;

        /// <summary>Whether a start is possible.</summary>
        public bool CanStart => (State == PlayState.Idle || State == PlayState.Failed) && ending.IsCompleted;

        /// <summary>How long a stop may take, the trainer's own limit of 30 seconds included; then the trainer is left to end by itself.
        /// Default 35 seconds.</summary>
        public TimeSpan StopLimit { get; set; } = TimeSpan.FromSeconds(35);

        /// <summary>Starts a session and lends it to the actors once it runs. Returns at once.</summary>
        /// <param name="options">What to train, and how.</param>
        /// <param name="played">The actors that learn.</param>
        /// <exception cref="InvalidOperationException">A session runs or is being stopped.</exception>
        public void Start(TrainingOptions options, IReadOnlyList<IPlayedActor> played)
        {
            if (!CanStart)
                throw new InvalidOperationException($"Expected no play session, but found one that is {State}. Stop it first.");
            int mine = ++life;
            actors = played;
            giveUp = new CancellationTokenSource();
            unheard = null;
            TrainingError = null;
            News = "";
            Change(PlayState.Starting, "The trainer is being started: it loads libtorch and the actor.");
            starting = Begin(options, mine);
            starting.ContinueWith(
                started => mainThread.Post(() => OnStarted(mine, started)), CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        /// <summary>Does what came from other threads. Call it each editor update; it costs next to nothing while nothing came.</summary>
        public void Pump()
        {
            mainThread.Drain();
            if (session?.Error is Exception error && TrainingError is null && IsLive)
            {
                TrainingError = error.Message;
                Changed?.Invoke();
            }
        }

        /// <summary>Lets learning wait; NPCs talk on. Nothing happens unless it is running.</summary>
        public void Pause()
        {
            if (State != PlayState.Running) return;
            session!.Pace.Pause();
            Change(PlayState.Paused, "Learning waits. NPCs talk on through the trainer, and what they say is learnt from later.");
        }

        /// <summary>Lets learning go on. Nothing happens unless it is paused.</summary>
        public void Resume()
        {
            if (State != PlayState.Paused) return;
            session!.Pace.Resume();
            Change(PlayState.Running, RunningMessage);
        }

        private string RunningMessage => $"Training on {session!.Backend.Device}.";

        private Task<ITrainingSession> Begin(TrainingOptions options, int mine)
        {
            try
            {
                return start(options, (state, why) => mainThread.Post(() => OnProcess(mine, state, why)), giveUp.Token);
            }
            catch (Exception problem)                                           // an option: others come by the task
            {
                return Task.FromException<ITrainingSession>(problem);
            }
        }

        private void OnStarted(int mine, Task<ITrainingSession> started)
        {
            if (mine != life) return;
            if (started.Status != TaskStatus.RanToCompletion)
            {
                starting = null;
                Change(PlayState.Failed, started.Exception?.InnerException?.Message ?? "The start was given up.");
                return;
            }

            session = started.Result;
            session.HealthStopped += stop => mainThread.Post(() => OnHealthStopped(mine, stop));
            session.UpdateCompleted += progress => mainThread.Post(() => OnUpdated(mine, progress));
            if (unheard is (TrainerProcessState, string) said && said.State != TrainerProcessState.Running)
            {
                OnProcess(mine, said.State, said.Why);
                return;
            }

            Lend();
            long update = session.Progress.Update;
            if (update > 0)
                News = $"The run goes on from update {update}.";
            Change(PlayState.Running, RunningMessage);
        }

        private void OnUpdated(int mine, TrainingProgress progress)
        {
            if (mine == life)
                Updated?.Invoke(progress);
        }

        private void OnProcess(int mine, TrainerProcessState state, string why)
        {
            if (mine != life) return;
            unheard = (state, why);
            if (session is null) return;                                        // OnStarted looks at it
            switch (state)
            {
                case TrainerProcessState.Running:
                    Lend();
                    News = why;
                    Change(
                        session.Pace.IsPaused ? PlayState.Paused : PlayState.Running,
                        session.Pace.IsPaused ? "Learning waits." : RunningMessage);
                    break;
                case TrainerProcessState.Restarting:
                    TakeBack(why);
                    Change(PlayState.Restarting, why);
                    break;
                default:                                                        // stopped by nobody here is lost, too
                    TakeBack(why);
                    Change(PlayState.Failed, why);
                    ending = EndAsync(++life, starting!);
                    session = null;
                    break;
            }
        }

        private void Lend()
        {
            foreach (IPlayedActor actor in actors)
                actor.Attach(session!);
        }

        private void TakeBack(string reason)
        {
            foreach (IPlayedActor actor in actors)
                actor.Detach(reason);
        }

        private void Change(PlayState state, string message)
        {
            State = state;
            Message = message;
            Changed?.Invoke();
        }
    }
}
