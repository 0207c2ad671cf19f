using System;
using System.Linq;

namespace Repartee.Samples.PlaySession.Play;

/// <summary>Everybody in the tavern: those who can be seen, and those at the back tables.</summary>
internal sealed class TavernCrowd
{
    private readonly Npc[] all;
    private readonly ReparteeCost cost;

    /// <param name="voice">Makes the voice of one NPC.</param>
    /// <param name="patrons">NPCs at the back tables.</param>
    public TavernCrowd(Cast cast, Func<IVoice> voice, int patrons, ulong seed, ReparteeCost cost)
    {
        this.cost = cost;
        Seen = cast.Members.Select((member, i) =>
            new Npc(member.Name, member.Title, member.Rows, voice(), GuestPace.Seen, new Random((int)(seed * 1000) + i))).ToArray();
        var unseen = Enumerable.Range(0, patrons).Select(i =>
            new Npc("", "", cast.Others, voice(), GuestPace.Unseen, new Random((int)(seed * 1000) + 100 + i)));
        all = [.. Seen, .. unseen];
    }

    public Npc[] Seen { get; }

    /// <summary>The last thing that went wrong with a reply; null for nothing.</summary>
    public string? Error
    {
        get
        {
            foreach (var npc in all)
                if (npc.Error != null)
                    return npc.Error;
            return null;
        }
    }

    /// <summary>Answers since the start.</summary>
    public long Answers { get; private set; }

    /// <summary>NPCs that are answering.</summary>
    public int Answering { get; private set; }

    /// <summary>Looks after everybody's answers; once a frame.</summary>
    public void Update(double now)
    {
        (Answers, Answering) = (0, 0);
        foreach (var npc in all)
        {
            if (npc.Mood == NpcMood.Answering)
            {
                cost.BeginPoll();
                npc.Update(now);
                cost.EndPoll();
            }
            else
            {
                npc.Update(now);
            }

            Answers += npc.Answers;
            Answering += npc.Mood == NpcMood.Answering ? 1 : 0;
        }
    }

    /// <summary>The game is over.</summary>
    public void Close()
    {
        foreach (var npc in all)
            npc.Close();
    }
}
