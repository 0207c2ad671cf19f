using System;
using System.Threading.Tasks;
using Repartee.Sessions;
using Repartee.Training.Trainer;

namespace Repartee.Samples.Tavern;

/// <summary>Shows a run to a person. Called from one thread at a time.</summary>
internal interface IRunDisplay
{
    /// <summary>Shows how the work goes on until it ends, and passes its exceptions on.</summary>
    Task WatchAsync(Func<Task> work);

    /// <summary>What happens now, such as "Asking 128 held-out guests".</summary>
    void Stage(string text);

    /// <summary>After each update.</summary>
    void Update(RunStatus status);

    /// <summary>One line before or after the work.</summary>
    void Say(string text);

    /// <summary>The run's result.</summary>
    void Show(BeforeAfterReport report);
}

/// <summary>Where a run stands.</summary>
/// <param name="Progress">Of the last update.</param>
/// <param name="Planned">Updates in all.</param>
/// <param name="Left">Estimated time to the run's end.</param>
internal sealed record RunStatus(TrainingProgress Progress, long Planned, TimeSpan Left)
{
    public double Reward => Progress.Metrics["objective/quality"];

    /// <summary>Nats a reply, against the actor at the run's start.</summary>
    public double Kl => Progress.Metrics["objective/kl"];

    /// <summary>Nats a token.</summary>
    public double Entropy => Progress.Metrics["policy/entropy_avg"];

    public double TokensPerSecond => Progress.Metrics["tokens_per_second"];

    /// <summary>Minutes and seconds, such as 1:05; hours where there are any; 0:00 for less than none.</summary>
    public static string Clock(TimeSpan time) =>
        (time > TimeSpan.Zero ? time : TimeSpan.Zero).ToString(time.TotalHours < 1 ? @"m\:ss" : @"h\:mm\:ss");
}
