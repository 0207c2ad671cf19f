#nullable enable
using System;
using System.Collections.Generic;

namespace Repartee.Samples.Scribe.Writing;

/// <summary>Writes what a player types: a question, sometimes with a greeting, rarely with a slip.</summary>
internal sealed class PlayerWriter
{
    private readonly PhraseBook _book;
    private readonly Filler _filler;
    private readonly Random _random;

    public PlayerWriter(PhraseBook book, Filler filler, Random random) =>
        (_book, _filler, _random) = (book, filler, random);

    /// <summary>A first question about the stage's topic.</summary>
    public string Ask(Stage stage)
    {
        bool social = _book.First("topic", stage.Topic, "kind") is "greeting" or "farewell" or "thanks";
        var asks = Asks(stage.Topic);
        return Say(asks, social ? "{ask}" : Frame("frame"), stage);
    }

    /// <summary>A question about another topic in the middle of a talk.</summary>
    public string Turn(Stage stage) => Say(Asks(stage.Topic), Frame("turn"), stage);

    /// <summary>A follow-up question.</summary>
    public string FollowUp(string follow, Stage stage) =>
        Say(_book.Lines("follow", follow, "ask"), "{ask}", stage);

    /// <summary>The topic's own questions, or now and then those of its kind.</summary>
    private IReadOnlyList<string> Asks(string topic)
    {
        var shared = _book.Lines("player", "all", "ask " + _book.First("topic", topic, "kind"));
        bool own = shared.Count == 0 || _random.Next(100) < 80;
        return own ? _book.Lines("topic", topic, "ask") : shared;
    }

    private string Frame(string section)
    {
        var frames = _book.Lines("player", "all", section);
        return frames[_random.Next(frames.Count)];
    }

    private string Say(IReadOnlyList<string> asks, string frame, Stage stage)
    {
        string ask = _filler.Pick(asks, stage);
        stage.Used.Add(ask);
        string text = Polish.Sentence(_filler.Fill(frame.Replace("{ask}", ask), stage, new List<string>()));
        stage.Heard = text;
        return _random.Next(100) switch
        {
            < 4 => text.ToLowerInvariant().TrimEnd('.', '?'),
            4 => Slip(text),
            _ => text,
        };
    }

    /// <summary>Swaps two neighbouring letters, as a hurried player does.</summary>
    private string Slip(string text)
    {
        int at = _random.Next(1, Math.Max(2, text.Length - 2));
        if (at + 1 >= text.Length || !char.IsLetter(text[at]) || !char.IsLetter(text[at + 1]))
            return text;
        return text[..at] + text[at + 1] + text[at] + text[(at + 2)..];
    }
}
