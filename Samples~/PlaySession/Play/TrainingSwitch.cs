using System.Threading;
using Repartee.Conversation;
using Repartee.Dialogue;
using Repartee.Sessions;
using Repartee.Training.Trainer;

namespace Repartee.Samples.PlaySession.Play;

/// <summary>
/// Whether the trainer works. Off for good, conversations are those of an evaluation, and it gets nothing to learn from; paused, what is said
/// waits for it.
/// </summary>
internal sealed class TrainingSwitch(bool isOn)
{
    private TrainingSession? session;
    private long unlearnt;

    /// <summary>Whether learning rests.</summary>
    public bool IsPaused { get; private set; } = !isOn;

    /// <summary>The options with this share of time for training; null leaves the default.</summary>
    public static TrainingOptions Apply(TrainingOptions options, double? share) =>
        share is double given ? options with { TrainingShare = given } : options;

    /// <summary>The session has started; a pause from before holds.</summary>
    public void Attach(TrainingSession started)
    {
        session = started;
        if (isOn && IsPaused)
            started.Pace.Pause();
    }

    /// <summary>Stops or goes on. Nothing changes where training is off for good.</summary>
    public void Toggle()
    {
        if (!isOn)
            return;
        IsPaused = !IsPaused;
        if (IsPaused)
            session?.Pace.Pause();
        else
            session?.Pace.Resume();
    }

    /// <summary>A conversation that is learnt from, or not.</summary>
    public NpcConversation Begin(TrainingSession talking, DialogueState state) =>
        isOn ? talking.BeginConversation(state) : talking.BeginEvaluation(state, Interlocked.Increment(ref unlearnt));
}
