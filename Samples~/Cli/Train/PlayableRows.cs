using System;
using System.Linq;
using Repartee.Dialogue;
using Repartee.Samples.Cli.Rows;
using Repartee.Training.Actor;

namespace Repartee.Samples.Cli.Train;

/// <summary>Refuses rows that an actor can not answer.</summary>
internal sealed class PlayableRows(ActorFolder actor, int replyTokens)
{
    public void Check(DialogueRow row)
    {
        string? lastRole = row.State.Messages.LastOrDefault()?.Role;
        if (row.State.RawContext is null && lastRole != DialogueRole.User)
        {
            throw new UsageException(
                $"{row.Place}: expected messages that end with the user's, for the NPC to answer, but found {lastRole ?? "none"} last.");
        }

        try
        {
            actor.Encoder.Encode(row.State, actor.Config.MaxPositions - replyTokens);
        }
        catch (ArgumentException tooLong)
        {
            throw new UsageException($"{row.Place}: {UsageException.OneLine(tooLong.Message)}", cause: tooLong);
        }
    }
}
