using System;
using System.Collections.Generic;
using Repartee.Dialogue;

namespace Repartee.Samples.PlaySession.Play;

/// <summary>
/// An NPC: it waits, is asked by a guest or the player, answers, keeps its bubble for a while, and ends the conversation. Each frame it
/// only looks; nothing here waits, and only new questions allocate.
/// </summary>
internal sealed class Npc
{
    private const double PlayerStays = 15;

    private readonly IReadOnlyList<DialogueState> rows;
    private readonly IVoice voice;
    private readonly Random random;
    private readonly GuestPace pace;
    private readonly SpokenText spoken = new();
    private readonly char[] answer = new char[SpokenText.Most];
    private readonly Queue<string?> playerLines = new();
    private double until;
    private int answerLength;
    private bool isPlayers;

    /// <param name="rows">What guests say to it; one or more.</param>
    /// <param name="random">Decides who comes when.</param>
    public Npc(string name, string title, IReadOnlyList<DialogueState> rows, IVoice voice, GuestPace pace, Random random)
    {
        (Name, Title, this.rows, this.voice, this.pace, this.random) = (name, title, rows, voice, pace, random);
        until = random.NextDouble() * pace.Between;
    }

    public string Name { get; }

    public string Title { get; }

    public NpcMood Mood { get; private set; }

    /// <summary>Who asked, and what: shown above the answer.</summary>
    public string Question { get; private set; } = "";

    /// <summary>What it has said so far.</summary>
    public ReadOnlySpan<char> Answer => answer.AsSpan(0, answerLength);

    /// <summary>What the player thought of the answer: 1 good, -1 bad, 0 nothing yet.</summary>
    public int Thumb { get; private set; }

    /// <summary>The last thing that went wrong; null for nothing.</summary>
    public string? Error { get; private set; }

    /// <summary>Answers since the start.</summary>
    public long Answers { get; private set; }

    /// <summary>The player says this as soon as the NPC is free; null for what a guest would say.</summary>
    public void Hear(string? line)
    {
        if (playerLines.Count < 3)
            playerLines.Enqueue(line);
    }

    /// <summary>The player rewards the last answer, once each.</summary>
    /// <returns>Whether there was one to reward.</returns>
    public bool Judge(bool isGood)
    {
        if (Mood != NpcMood.Answered || Thumb != 0 || !voice.IsOpen)
            return false;
        Thumb = isGood ? 1 : -1;
        voice.Reward(PlayRewards.Player, isGood ? PlayRewards.PlayersThumb : -PlayRewards.PlayersThumb);
        return true;
    }

    /// <summary>Looks after its answer; once a frame.</summary>
    public void Update(double now)
    {
        switch (Mood)
        {
            case NpcMood.Waiting:
                if (playerLines.Count > 0 || now >= until)
                    Ask(now);
                break;
            case NpcMood.Answering:
                answerLength = spoken.CopyTo(answer);
                if (voice.IsDone)
                    Finish(now);
                break;
            default:
                if (playerLines.Count > 0)
                    Ask(now);
                else if (now >= until)
                    Leave(now);
                break;
        }
    }

    /// <summary>Ends what is open; the game is over.</summary>
    public void Close()
    {
        voice.Cancel();
        if (Mood == NpcMood.Answered)
            voice.End();
    }

    private void Ask(double now)
    {
        bool byPlayer = playerLines.TryDequeue(out string? line);
        (Thumb, answerLength, Mood, until) = (0, 0, NpcMood.Answering, now);
        if (byPlayer && line != null && isPlayers && voice.IsOpen)
        {
            Question = "You: " + line;
            voice.Continue(line, spoken);
            return;
        }

        voice.End();
        var row = rows[random.Next(rows.Count)];
        if (byPlayer && line != null)
            row = DialogueState.Begin(row.Persona).With(DialogueMessage.FromUser(line));
        isPlayers = byPlayer;
        Question = (byPlayer ? "You: " : "Guest: ") + row.Messages[^1].Content;
        voice.Begin(row, spoken);
    }

    private void Finish(double now)
    {
        answerLength = spoken.CopyTo(answer);
        Error = voice.TakeError() ?? Error;
        Answers++;
        Mood = NpcMood.Answered;
        until = now + (isPlayers ? PlayerStays : pace.Stays);
    }

    private void Leave(double now)
    {
        voice.End();
        (Mood, isPlayers, Thumb) = (NpcMood.Waiting, false, 0);
        until = now + (pace.Between * (0.5 + random.NextDouble()));
    }
}

/// <summary>What an NPC is at.</summary>
internal enum NpcMood
{
    /// <summary>Nobody talks with it.</summary>
    Waiting,

    /// <summary>It thinks and speaks.</summary>
    Answering,

    /// <summary>It has spoken: the player may judge, or go on.</summary>
    Answered,
}

/// <summary>How soon guests come and go, in seconds.</summary>
/// <param name="Stays">How long an answer is shown.</param>
/// <param name="Between">From one guest to the next, on average.</param>
internal sealed record GuestPace(double Stays, double Between)
{
    /// <summary>Those at the counter, where the player reads along.</summary>
    public static GuestPace Seen { get; } = new(4.5, 2.5);

    /// <summary>Those at the back tables, whom nobody hears.</summary>
    public static GuestPace Unseen { get; } = new(0.2, 1.2);
}
