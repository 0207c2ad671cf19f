#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;

namespace Repartee.Samples.Scribe.Writing;

/// <summary>Decides what each turn of a scene is about and how it is spoken.</summary>
internal sealed class ScenePlan
{
    private readonly PhraseBook _book;
    private readonly Random _random;

    public ScenePlan(PhraseBook book, Random random) => (_book, _random) = (book, random);

    /// <summary>A style, each about equally often; with a mood, one that fits it.</summary>
    public string Style(string? mood = null)
    {
        if (mood is not null && _random.Next(100) < 88)
            return OneOf(_book.Lines("mood", mood, "styles"));
        return OneOf(_book.Names("style"));
    }

    /// <summary>A mood that fits a style, now and then any mood.</summary>
    public string Mood(string style)
    {
        var moods = _book.Names("mood");
        if (_random.Next(100) < 12)
            return OneOf(moods);
        return OneOf(moods.Where(m => _book.Lines("mood", m, "styles").Contains(style)).ToList());
    }

    /// <summary>A topic, a little more often one that the role knows well.</summary>
    public string Topic(string role, bool social = true)
    {
        var topics = _book.Names("topic");
        string topic = OneOf(topics);
        bool own = _book.Lines("role", role, "on " + topic).Count > 0;
        for (int tries = 0; tries < 20 && ((!social && IsSocial(topic)) || (!own && tries == 0 && Chance(25))); tries++)
            topic = OneOf(topics);
        return topic;
    }

    /// <summary>Whether the topic is small talk rather than a question about the world.</summary>
    public bool IsSocial(string topic) => Kind(topic) is "greeting" or "farewell" or "thanks" or "nonsense";

    /// <summary>Whether the topic ends a talk.</summary>
    public bool Closes(string topic) => Kind(topic) is "farewell" or "thanks";

    /// <summary>The follow-up a player asks after a reply in this style; the last turn is often thanks.</summary>
    public string FollowUp(string topic, string style, string reply, bool last, ISet<string> asked)
    {
        var kinds = style switch
        {
            "wary" or "gruff" => _book.Lines("topic", topic, "pressed"),
            _ => _book.Lines("topic", topic, "follow"),
        };
        if (kinds.Count == 0)
            kinds = _book.Lines("player", "all", style is "wary" or "gruff" ? "pressed" : "follow");
        bool offered = reply.Contains("Shall I", StringComparison.Ordinal)
            || reply.Contains("Would you like", StringComparison.Ordinal);
        var open = kinds.Where(k => k == "accept" ? offered : !asked.Contains(k)).ToList();
        string kind = last && Chance(35) ? OneOf(_book.Lines("player", "all", "ending"))
            : open.Count > 0 ? OneOf(open) : "more";
        asked.Add(kind);
        return kind;
    }

    /// <summary>True in so many of a hundred cases.</summary>
    public bool Chance(int percent) => _random.Next(100) < percent;

    /// <summary>One entry of a list.</summary>
    public string OneOf(IReadOnlyList<string> list) => list[_random.Next(list.Count)];

    private string Kind(string topic) => _book.First("topic", topic, "kind");
}
