using System;
using System.IO;
using System.Threading;
using Repartee.Samples.PlaySession.Frames;
using Repartee.Samples.PlaySession.Hud;
using Repartee.Samples.PlaySession.Input;
using Repartee.Samples.PlaySession.Play;
using Repartee.Samples.PlaySession.Scene;
using Repartee.Training.Trainer;

namespace Repartee.Samples.PlaySession;

/// <summary>The loop: read the keys, look after the NPCs, draw, show, sixty times a second. It waits for nothing else.</summary>
internal sealed class Game : IDisposable
{
    private const double NoticeSeconds = 6, FramesPerSecond = 60;

    private readonly PlaySessionOptions options;
    private readonly Cast cast;
    private readonly LearningActor? actor;
    private readonly TextWriter output;
    private readonly TrainingSwitch training;
    private readonly ReparteeCost cost = new();
    private readonly FrameClock clock = new();
    private readonly FrameLog? log;
    private readonly PlayerLine line = new();
    private readonly Keyboard keyboard;
    private readonly Script script;
    private readonly GameView view;
    private readonly RewardCurve noCurve = new();
    private TavernCrowd? crowd;
    private string notice = "";
    private double noticeUntil;
    private long firstScripted;
    private int selected;

    /// <param name="actor">Null: Repartee is off.</param>
    /// <param name="output">Receives what the player should still see when the window is closed.</param>
    public Game(PlaySessionOptions options, Cast cast, LearningActor? actor, TextWriter output)
    {
        (this.options, this.cast, this.actor, this.output) = (options, cast, actor, output);
        training = new TrainingSwitch(!options.NoTraining);
        script = options.Script is string file ? Script.Read(file) : Script.Empty;
        log = options.FrameLog is null ? null : new FrameLog((int)options.Frames!.Value);
        keyboard = new Keyboard(line);
        view = new GameView();
        if (actor is null)
            crowd = new TavernCrowd(cast, () => new RecitedVoice(), options.Patrons, options.Seed, cost);
    }

    /// <summary>Until the player quits, the frames are over, or it is stopped.</summary>
    public void Run(CancellationToken stop)
    {
        var pacer = new FramePacer(FramesPerSecond);
        bool isOver = false;
        while (!isOver && !stop.IsCancellationRequested)
        {
            pacer.Wait();
            clock.Begin();
            cost.BeginFrame();
            long bytes = GC.GetAllocatedBytesForCurrentThread();
            isOver = ReadInput() | clock.Frame == options.Frames;
            Update();
            Draw();
            if (isOver && options.Screenshot is string file)
                view.Save(file);
            view.Show();
            log?.Add(new FrameRecord(
                clock.IntervalMs, clock.WorkMs, cost.Submits, cost.SubmitMs, cost.LongestSubmitMs, cost.SubmitBytes, cost.PollBytes,
                GC.GetAllocatedBytesForCurrentThread() - bytes, crowd?.Answering ?? 0));
        }

        crowd?.Close();
        log?.Write(options.FrameLog!, Summary());
    }

    /// <inheritdoc/>
    public void Dispose() => view.Dispose();

    /// <returns>Whether the player quits.</returns>
    private bool ReadInput()
    {
        GameCommand command;
        while ((command = keyboard.Next()) != GameCommand.None)
            if (Obey(command, keyboard.Typed))
                return true;
        // A script does not count frames before there is somebody to talk to: how many they are is the machine's affair.
        while (crowd != null && (command = script.Next(clock.Frame - firstScripted)) != GameCommand.None)
            if (Obey(command, script.Words))
                return true;
        return false;
    }

    private bool Obey(GameCommand command, string? words)
    {
        switch (command)
        {
            case >= GameCommand.Select1 and <= GameCommand.Select4:
                selected = command - GameCommand.Select1;
                break;
            case GameCommand.Previous:
                selected = (selected + Stage.Figures - 1) % Stage.Figures;
                break;
            case GameCommand.Next:
                selected = (selected + 1) % Stage.Figures;
                break;
            case GameCommand.Talk:
                crowd?.Seen[selected].Hear(words);
                break;
            case GameCommand.ThumbUp or GameCommand.ThumbDown:
                Judge(command == GameCommand.ThumbUp);
                break;
            case GameCommand.Pause:
                training.Toggle();
                break;
            case GameCommand.Freeze:
                if (actor?.Freeze(Path.Combine("runs", $"play-session-{DateTime.Now:yyyyMMdd-HHmmss}.gguf")) == true)
                    Tell("Freezing the actor ...");
                break;
        }

        return command == GameCommand.Quit;
    }

    private void Judge(bool isGood)
    {
        if (crowd is null)
            return;
        var npc = crowd.Seen[selected];
        Tell(npc.Judge(isGood)
            ? (isGood ? "Your praise is a reward: the answer becomes likelier." : "Your scorn is a penalty: the answer becomes rarer.")
            : "There is no new answer to judge: wait for one.");
    }

    private void Update()
    {
        if (actor?.HasJustStarted() == true)
            (crowd, firstScripted) = (Crowd(actor.Session!), clock.Frame);
        crowd?.Update(clock.Seconds);
        actor?.Measure();
        if (actor?.TakeFrozen() is string frozen)
        {
            Tell(frozen);
            output.WriteLine(frozen);
        }

        if (clock.Seconds > noticeUntil)
            notice = crowd?.Error ?? "";
    }

    private TavernCrowd Crowd(TrainingSession session)
    {
        training.Attach(session);
        return new TavernCrowd(cast, () => new ReparteeVoice(session, training, cost), options.Patrons, options.Seed, cost);
    }

    private void Draw()
    {
        view.Begin();
        view.Draw(cast, crowd, selected, actor?.Curve ?? noCurve, line, Status(), (float)clock.Seconds);
    }

    private GameStatus Status() => new(
        Kind(), actor?.Device ?? "", actor?.Session?.Progress.Update ?? 0, actor?.TokensPerSecond ?? 0, crowd?.Answers ?? 0, clock.SmoothMs,
        1000 / clock.SmoothMs, notice);

    private StatusKind Kind()
    {
        if (actor is null)
            return StatusKind.Off;
        if (actor.Session is null)
            return StatusKind.Loading;
        if (actor.Session.Error != null)
            return StatusKind.Failed;
        return options.NoTraining ? StatusKind.NotTraining : training.IsPaused ? StatusKind.Paused : StatusKind.Training;
    }

    private void Tell(string text) => (notice, noticeUntil) = (text, clock.Seconds + NoticeSeconds);

    private FrameLogSummary Summary()
    {
        var values = new float[RewardCurve.Most];
        int count = (actor?.Curve ?? noCurve).CopyTo(values);
        return new FrameLogSummary(
            view.Renderer, actor?.Session?.Progress.Update ?? 0, crowd?.Answers ?? 0, count > 0 ? values[count - 1] : 0,
            GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2), GC.GetTotalPauseDuration().TotalMilliseconds);
    }
}
