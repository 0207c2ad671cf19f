using System;
using Repartee.Conversation;
using Repartee.Dialogue;
using Repartee.Training.Trainer;

namespace Repartee.Samples.PlaySession.Play;

/// <summary>The voice of an NPC that speaks through Repartee. Each hand-over is measured.</summary>
internal sealed class ReparteeVoice(TrainingSession session, TrainingSwitch training, ReparteeCost cost) : IVoice
{
    private ReplyOptions options = ReplyOptions.Default;
    private NpcConversation? conversation;
    private PendingReply? pending;
    private SpokenText? heard;

    /// <inheritdoc/>
    public bool IsDone => pending is null || pending.IsDone;

    /// <inheritdoc/>
    public bool IsOpen => conversation != null;

    /// <inheritdoc/>
    public void Begin(DialogueState state, SpokenText spoken)
    {
        var wanted = Options(spoken);
        cost.BeginSubmit();
        conversation = training.Begin(session, state);
        pending = conversation.Ask(wanted);
        cost.EndSubmit();
    }

    /// <inheritdoc/>
    public void Continue(string line, SpokenText spoken)
    {
        var wanted = Options(spoken);
        cost.BeginSubmit();
        pending = conversation!.Ask(line, wanted);
        cost.EndSubmit();
    }

    /// <inheritdoc/>
    public void Reward(string name, double value) => conversation?.AddReward(name, value);

    /// <inheritdoc/>
    public void End()
    {
        if (conversation is null)
            return;
        cost.BeginSubmit();
        conversation.Complete();
        cost.EndSubmit();
        (conversation, pending) = (null, null);
    }

    /// <inheritdoc/>
    public void Cancel() => pending?.Cancel();

    /// <inheritdoc/>
    public string? TakeError() => pending?.Error is Exception error ? error.Message : null;

    /// <summary>Text goes to the same place each time, so the options are made once.</summary>
    private ReplyOptions Options(SpokenText spoken)
    {
        spoken.Clear();
        if (heard != spoken)
            (heard, options) = (spoken, new ReplyOptions { OnText = spoken.Append });
        return options;
    }
}
