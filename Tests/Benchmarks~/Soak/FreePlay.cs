using System;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Repartee.Conversation;
using Repartee.Training.Trainer;

namespace Repartee.Benchmarks.Soak;

/// <summary>Several players at once who stream, lose patience and walk off, while the trainer does what it likes.</summary>
internal sealed class FreePlay(TrainingSession session)
{
    private const int Players = 6;

    private long replies;

    /// <summary>Replies that were said, fallbacks included.</summary>
    public long Replies => Interlocked.Read(ref replies);

    public Task PlayAsync(TimeSpan duration, int seed, CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        return Task.WhenAll(Enumerable.Range(0, Players).Select(player => Task.Run(
            async () =>
            {
                var random = new Random(seed * Players + player);
                while (clock.Elapsed < duration && !stop.IsCancellationRequested)
                    await TalkAsync(random);
            },
            stop)));
    }

    private async Task TalkAsync(Random random)
    {
        var conversation = session.BeginConversation(Guests.Rows[random.Next(Guests.Rows.Count)]);
        await conversation.ReplyAsync();
        Interlocked.Increment(ref replies);
        for (int turn = random.Next(3); turn > 0; turn--)
            await SayAsync(conversation, random);
        conversation.AddReward("mood", random.NextDouble() - 0.5);
        if (random.Next(2) == 0)
            conversation.Complete();
        else
            conversation.Interrupt();
    }

    private async Task SayAsync(NpcConversation conversation, Random random)
    {
        int characters = 0;
        var options = new ReplyOptions
        {
            OnText = text => characters += text.Length,
            Deadline = random.Next(8) == 0 ? TimeSpan.FromMilliseconds(random.Next(1, 30)) : null,
            Fallback = "One moment, traveller.",
        };
        using var leaving = new CancellationTokenSource();
        if (random.Next(8) == 0)
            leaving.CancelAfter(random.Next(1, 30));
        try
        {
            var reply = await conversation.ReplyAsync(Guests.Lines[random.Next(Guests.Lines.Count)], options, leaving.Token);
            if (!reply.IsFallback && characters != reply.Text.Length)
                throw new InvalidOperationException(
                    $"Expected the {reply.Text.Length} characters of the reply to be streamed, but found {characters}.");
            Interlocked.Increment(ref replies);
        }
        catch (OperationCanceledException) when (leaving.IsCancellationRequested)
        {
            // Said again in another turn, or not at all.
        }
    }
}
