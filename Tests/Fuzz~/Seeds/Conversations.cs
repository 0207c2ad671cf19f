using System;
using System.Collections.Generic;
using Repartee.Conversation;
using Repartee.Dialogue;
using Repartee.Rewards;
using Repartee.Sessions.Wire;

namespace Repartee.Fuzz.Tests.Seeds;

/// <summary>Sound conversations of both forms.</summary>
internal static class Conversations
{
    internal static readonly DialogueState Plain = new(
        "Keeper.", [DialogueMessage.FromUser("Where?"), DialogueMessage.FromAssistant("Thëre."), DialogueMessage.FromUser("And?")],
        ["There.", "Here."], new Dictionary<string, string> { ["topic"] = "search" });

    internal static readonly DialogueState Raw = DialogueState.FromRawContext("<|user|>Hi<|end|><|assistant|>", ["Hello."])
        .With(DialogueMessage.FromAssistant("Hello.")).With(DialogueMessage.FromUser("And?"));

    internal static FinishedConversation[] All { get; } =
    [
        new([2, 5, 300000, 1],
            [
                new(1, [-0.5f], 6, new ReplyContext(Plain, "Hm."), []),
                new(
                    2, [-0.5f, -1.5f], 7, new ReplyContext(Plain, "ünterm Tisch 🍺", [300000], truncated: true),
                    [new("tip", 1), new("tip", -2.5)]),
            ],
            interrupted: true),
        new([2, 5], [new(1, [-1f], 8, new ReplyContext(Raw, "Well."), [])], interrupted: false),
    ];

    internal static byte[] Packed(Action<PackWriter> write)
    {
        var writer = new PackWriter();
        write(writer);
        return writer.ToArray();
    }
}
