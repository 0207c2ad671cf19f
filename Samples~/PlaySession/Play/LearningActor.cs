using System;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;
using Repartee.Frozen.Gguf;
using Repartee.Samples.PlaySession.Hud;
using Repartee.Samples.Tavern;
using Repartee.Sessions;
using Repartee.Training.Export;
using Repartee.Training.Native;
using Repartee.Training.Trainer;

namespace Repartee.Samples.PlaySession.Play;

/// <summary>
/// The session behind the NPCs, as the game sees it: it starts while the first frames are drawn, reports, freezes and stops. The game asks
/// each frame and never waits.
/// </summary>
internal sealed class LearningActor
{
    private readonly Task<TrainingSession> starting;
    private Task<ExportReport>? freezing;
    private long tokensBefore;
    private long tokensAt;

    public LearningActor(TrainingOptions options) => starting = Task.Run(() => TrainingSession.StartAsync(options));

    /// <summary>Mean reward of each update.</summary>
    public RewardCurve Curve { get; } = new();

    /// <summary>The session, as soon as it runs; null before.</summary>
    public TrainingSession? Session { get; private set; }

    /// <summary>The device's name, such as "cpu".</summary>
    public string Device { get; private set; } = "";

    /// <summary>Sampled tokens a second, over the last second or so.</summary>
    public double TokensPerSecond { get; private set; }

    /// <summary>Looks whether the session runs by now.</summary>
    /// <returns>True once: when it has begun to.</returns>
    /// <exception cref="UsageException">It can not run as asked.</exception>
    public bool HasJustStarted()
    {
        if (Session != null || !starting.IsCompleted)
            return false;
        try
        {
            Session = starting.GetAwaiter().GetResult();
        }
        catch (Exception error) when (error is ArgumentException or FormatException or InvalidOperationException or IOException
            or InvalidDataException or UnauthorizedAccessException or NativeBackendException)
        {
            throw new UsageException(error.Message, error);
        }

        Device = $"{Session.Backend.Device}, {Session.Backend.Threads} {(Session.Backend.Threads == 1 ? "thread" : "threads")}";
        Session.UpdateCompleted += progress => Curve.Add(progress.Metrics["objective/scores"]);
        tokensAt = Stopwatch.GetTimestamp();
        return true;
    }

    /// <summary>Counts tokens; once a frame.</summary>
    public void Measure()
    {
        double seconds = Stopwatch.GetElapsedTime(tokensAt).TotalSeconds;
        if (Session is null || seconds < 1)
            return;
        long tokens = Session.GeneratedTokens;
        TokensPerSecond = (tokens - tokensBefore) / seconds;
        (tokensBefore, tokensAt) = (tokens, Stopwatch.GetTimestamp());
    }

    /// <summary>Begins to write the actor as it is now, unless that is going on.</summary>
    /// <returns>Whether it began.</returns>
    public bool Freeze(string file)
    {
        if (Session is null || freezing != null)
            return false;
        var session = Session;
        freezing = Task.Run(() =>
        {
            if (Path.GetDirectoryName(file) is { Length: > 0 } folder)
                Directory.CreateDirectory(folder);
            return session.FreezeAsync(file, GgufType.Q8_0);
        });
        return true;
    }

    /// <summary>What became of freezing, once; null while there is nothing to tell.</summary>
    public string? TakeFrozen()
    {
        if (freezing is not { IsCompleted: true } done)
            return null;
        freezing = null;
        return done.IsCompletedSuccessfully
            ? $"Frozen: {done.Result.Path}, {done.Result.Bytes / 1e6:F1} MB"
            : $"Not frozen: {done.Exception?.GetBaseException().Message ?? "it was cancelled"}";
    }

    /// <summary>Ends it, after the window is closed.</summary>
    /// <returns>What became of a file that was still being written; null for none.</returns>
    public async Task<string?> StopAsync()
    {
        TrainingSession session;
        try
        {
            session = await starting;
            if (freezing != null)
                await Task.WhenAny(freezing);
        }
        catch (Exception)
        {
            return null;                                                        // it never ran, and the game has said why
        }

        await session.StopAsync();
        return TakeFrozen();
    }
}
