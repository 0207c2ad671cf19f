using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Repartee.Conversation;
using Repartee.Dialogue;
using Repartee.Prompting;
using Repartee.Tests.Conversation;

namespace Repartee.Unity.Tests;

/// <summary>An actor in training that says what the test tells it.</summary>
internal sealed class FakeTrainer : IDialogueActor
{
    internal SteppedHost Host { get; } = new();

    internal List<DialogueState> Begun { get; } = [];

    /// <summary>What BeginConversation throws; null for nothing.</summary>
    internal Exception? Broken { get; set; }

    public PromptEncoder Encoder => Host.Encoder;

    public ReplyStatistics Replies => Host.Replies.Statistics;

    internal IEnumerable<bool> Interrupted => Host.Recorded.Select(conversation => conversation.Interrupted);

    public NpcConversation BeginConversation(DialogueState state)
    {
        if (Broken != null)
            throw Broken;
        Begun.Add(state);
        return new NpcConversation(Host, state, seed: 1, recorded: true);
    }

    public ValueTask DisposeAsync() => default;
}
