using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using Repartee.Conversation;
using Repartee.Dialogue;
using Repartee.Prompting;
using Repartee.Training.Trainer;

namespace Repartee.Benchmarks.Load;

/// <summary>An NPC that somebody always talks to: three lines, then the next guest. Whoever got a fallback hesitates before the next line, as people
/// do.</summary>
internal sealed class LoadedNpc(TrainingSession session, PromptEncoder encoder, TimeSpan deadline, int number)
{
    private const int LinesOfATalk = 3;
    private static readonly TimeSpan Hesitation = TimeSpan.FromSeconds(1);

    private readonly Random random = new(number);
    private readonly ReplyOptions options = new() { Deadline = deadline, Fallback = "One moment, traveller." };

    /// <summary>Replies that the actor made.</summary>
    public long Answered { get; private set; }

    /// <summary>Replies that were asked for.</summary>
    public long Asked { get; private set; }

    /// <summary>Episodes that were handed over to be learnt from: talks with one made reply or more, or their parts before and after a reply that
    /// spelled a role.</summary>
    public long Finished { get; private set; }

    /// <summary>How long after its deadline the latest fallback came.</summary>
    public TimeSpan WorstDelay { get; private set; }

    public async Task TalkAsync(Func<bool> goOn, Action<TimeSpan> answeredAfter)
    {
        while (goOn())
        {
            var talk = session.BeginConversation(DialogueState.Begin(Guests.Persona));
            bool learnable = false, ended = false;
            for (int line = 0; line < LinesOfATalk && goOn(); line++)
            {
                var reply = await SayAsync(talk, Guests.Lines[random.Next(Guests.Lines.Count)], answeredAfter);
                Finished += ended && learnable ? 1 : 0;
                learnable = !reply.IsFallback || (learnable && !ended);
                ended = !reply.IsFallback && encoder.OpensTurn(reply.Context.Tokens);
            }

            talk.Complete();
            Finished += learnable ? 1 : 0;
        }
    }

    private async Task<NpcReply> SayAsync(NpcConversation talk, string line, Action<TimeSpan> answeredAfter)
    {
        var clock = Stopwatch.StartNew();
        var reply = await talk.ReplyAsync(line, options);
        var took = clock.Elapsed;
        Asked++;
        if (reply.IsFallback)
        {
            if (took - deadline > WorstDelay)
                WorstDelay = took - deadline;
            await Task.Delay(Hesitation * random.NextDouble(), CancellationToken.None);
            return reply;
        }

        Answered++;
        answeredAfter(took);
        return reply;
    }
}
