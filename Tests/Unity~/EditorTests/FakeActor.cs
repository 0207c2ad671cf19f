using System.Collections.Generic;
using Repartee.Conversation;
using Repartee.Editor.Play;

namespace Repartee.Editor.Tests;

/// <summary>An actor that remembers who was lent to it.</summary>
internal sealed class FakeActor : IPlayedActor
{
    internal List<string> Told { get; } = [];

    internal IDialogueActor? Trainer { get; private set; }

    public string Name => "Tavern";

    public void Attach(IDialogueActor trainer)
    {
        Trainer = trainer;
        Told.Add("attached");
    }

    public void Detach(string reason)
    {
        Trainer = null;
        Told.Add(reason);
    }
}
