using System;
using System.Collections.Generic;

namespace Repartee.Unity.Tests;

/// <summary>All that an NPC's events tell, C#'s and the engine's.</summary>
internal sealed class Heard
{
    internal Heard(NpcDialogue npc)
    {
        npc.TokenReceived += Pieces.Add;
        npc.ReplyReceived += Replies.Add;
        npc.ErrorRaised += Errors.Add;
        npc.ActiveModeChanged += () => Modes.Add(npc.ActiveMode);
        npc.OnToken.Invoked += piece => EnginePieces.Add(piece);
        npc.OnReply.Invoked += reply => EngineReplies.Add(reply);
        npc.OnError.Invoked += error => EngineErrors.Add(error);
    }

    internal List<string> Pieces { get; } = [];

    internal List<string> Replies { get; } = [];

    internal List<Exception> Errors { get; } = [];

    internal List<NpcMode> Modes { get; } = [];

    internal List<string> EnginePieces { get; } = [];

    internal List<string> EngineReplies { get; } = [];

    internal List<string> EngineErrors { get; } = [];
}
