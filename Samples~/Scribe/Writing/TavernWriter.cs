#nullable enable
using System;
using System.Collections.Generic;

namespace Repartee.Samples.Scribe.Writing;

/// <summary>
/// Writes an endless stream of short talks between a player and the people of a tavern, for training a
/// small language model. The same seed gives the same scenes. Not safe for use from several threads at once.
/// </summary>
public sealed class TavernWriter
{
    private readonly PhraseBook _book = PhraseBook.Shared;
    private readonly Random _random;
    private readonly Filler _filler;
    private readonly ScenePlan _plan;
    private readonly PlayerWriter _player;
    private readonly ReplyWriter _reply;

    /// <summary>Creates a writer.</summary>
    /// <param name="seed">Decides every scene that follows.</param>
    public TavernWriter(int seed)
    {
        _random = new Random(seed);
        _filler = new Filler(_book, _random);
        _plan = new ScenePlan(_book, _random);
        _player = new PlayerWriter(_book, _filler, _random);
        _reply = new ReplyWriter(_book, _filler);
    }

    /// <summary>The trades of the characters.</summary>
    public static IReadOnlyList<string> Roles => PhraseBook.Shared.Names("role");

    /// <summary>The moods a character can be in.</summary>
    public static IReadOnlyList<string> Moods => PhraseBook.Shared.Names("mood");

    /// <summary>What a player can ask about.</summary>
    public static IReadOnlyList<string> Topics => PhraseBook.Shared.Names("topic");

    /// <summary>The manners of speaking, such as "helpful" and "curt".</summary>
    public static IReadOnlyList<string> Styles => PhraseBook.Shared.Names("style");

    /// <summary>The next scene, with role, mood, style, topic and length drawn at random.</summary>
    public Scene Next()
    {
        string style = _plan.Style();
        string role = _plan.OneOf(Roles);
        int draw = _random.Next(100);
        int turns = draw < 30 ? 1 : draw < 65 ? 2 : draw < 88 ? 3 : 4;
        return Write(role, _plan.Mood(style), _plan.Topic(role), style, turns);
    }

    /// <summary>A scene with chosen attributes; the style follows the mood.</summary>
    /// <param name="role">One of <see cref="Roles"/>.</param>
    /// <param name="mood">One of <see cref="Moods"/>.</param>
    /// <param name="topic">One of <see cref="Topics"/>.</param>
    /// <param name="turns">How many exchanges, one or more.</param>
    public Scene Next(string role, string mood, string topic, int turns)
    {
        Check(Roles, role, nameof(role));
        Check(Moods, mood, nameof(mood));
        Check(Topics, topic, nameof(topic));
        return Write(role, mood, topic, _plan.Style(mood), Math.Max(1, turns));
    }

    /// <summary>One way in which a player asks about a topic.</summary>
    public string PlayerLine(string topic)
    {
        Check(Topics, topic, nameof(topic));
        return _player.Ask(new Stage("", "", topic, "plain"));
    }

    /// <summary>One reply to a first question about a topic, in a chosen style.</summary>
    public string NpcReply(string role, string mood, string topic, string style)
    {
        Check(Roles, role, nameof(role));
        Check(Moods, mood, nameof(mood));
        Check(Topics, topic, nameof(topic));
        Check(Styles, style, nameof(style));
        return _reply.Answer(new Stage(role, mood, topic, style));
    }

    /// <summary>
    /// The one to three lower-case key words of a topic, best first; a good answer contains at least one of them.
    /// </summary>
    public IReadOnlyList<string> TopicWords(string topic)
    {
        Check(Topics, topic, nameof(topic));
        return _book.Lines("topic", topic, "words");
    }

    private Scene Write(string role, string mood, string topic, string style, int count)
    {
        var stage = new Stage(role, mood, topic, style);
        string name = _plan.OneOf(_book.Lines("role", role, "name"));
        stage.Fixed["name"] = name;
        string persona = Polish.Sentence(_filler.Fill("{persona}", stage, new List<string>()));
        var turns = new SceneWriter(_plan, _player, _reply).Write(stage, count);
        return new Scene(role, name, persona, mood, topic, turns);
    }

    private static void Check(IReadOnlyList<string> known, string value, string name)
    {
        foreach (string one in known)
            if (one == value)
                return;
        throw new ArgumentException($"Unknown {name} '{value}'.", name);
    }
}
