using System;
using System.Threading;
using Repartee.Conversation;
using Repartee.Dialogue;
using Repartee.Samples.Tavern;
using Repartee.Training.Trainer;

namespace Repartee.Samples.PlaySession.Play;

/// <summary>
/// Whether what is said is learnt from. Off, conversations are those of an evaluation: the trainer gets no more of them and rests once it
/// is done with what it has.
/// </summary>
internal sealed class TrainingSwitch(bool isOn)
{
    private long unlearnt;

    /// <summary>Whether learning rests.</summary>
    public bool IsPaused { get; private set; } = !isOn;

    /// <summary>The options with this share of time for training; null leaves the default.</summary>
    /// <exception cref="UsageException">This version of Repartee can not be throttled.</exception>
    public static TrainingOptions Apply(TrainingOptions options, double? share) => share is null or 1 ? options : throw new UsageException(
        "--training-share: expected 1, because this version of Repartee gives training all the time it wants, but found "
        + FormattableString.Invariant($"{share}. Leave it out."));

    /// <summary>Stops or goes on. Nothing changes where training is off for good.</summary>
    public void Toggle()
    {
        if (isOn)
            IsPaused = !IsPaused;
    }

    /// <summary>A conversation that is learnt from, or not.</summary>
    public NpcConversation Begin(TrainingSession session, DialogueState state) =>
        IsPaused ? session.BeginEvaluation(state, Interlocked.Increment(ref unlearnt)) : session.BeginConversation(state);
}
