#nullable enable
using System;
using System.Collections.Generic;

namespace Repartee.Samples.Scribe.Writing;

/// <summary>Writes the turns of one scene, each answer fitting what was said before.</summary>
internal sealed class SceneWriter
{
    private readonly ScenePlan _plan;
    private readonly PlayerWriter _player;
    private readonly ReplyWriter _reply;

    public SceneWriter(ScenePlan plan, PlayerWriter player, ReplyWriter reply) =>
        (_plan, _player, _reply) = (plan, player, reply);

    /// <summary>Writes so many turns about the stage's topic.</summary>
    public IReadOnlyList<Turn> Write(Stage stage, int count)
    {
        string topic = stage.Topic, style = stage.Style, spoken = style;
        var asked = new HashSet<string>(StringComparer.Ordinal);
        var turns = new List<Turn>();
        bool closes = _plan.Closes(topic) && count > 1;
        if (closes)
            Change(stage, _plan.Topic(stage.Role, social: false), asked);
        for (int i = 0; i < count; i++)
        {
            bool last = i == count - 1;
            if (i == 0)
                turns.Add(new Turn(_player.Ask(stage), _reply.Answer(stage)));
            else if (last && closes)
            {
                Change(stage, topic, asked);
                turns.Add(new Turn(_player.Ask(stage), _reply.Answer(stage)));
            }
            else if (_plan.IsSocial(stage.Topic) || _plan.Chance(9))
            {
                Change(stage, _plan.Topic(stage.Role, social: false), asked);
                turns.Add(new Turn(_player.Turn(stage), _reply.Answer(stage)));
            }
            else
                turns.Add(FollowUp(stage, spoken, turns[^1].Npc, last, asked));
            spoken = stage.Style;
            stage.Style = _plan.Chance(80) ? style : _plan.Style(stage.Mood);
        }

        stage.Topic = topic;
        return turns;
    }

    private Turn FollowUp(Stage stage, string spoken, string reply, bool last, ISet<string> asked)
    {
        string kind = _plan.FollowUp(stage.Topic, spoken, reply, last, asked);
        return new Turn(_player.FollowUp(kind, stage), _reply.FollowUp(kind, stage));
    }

    private static void Change(Stage stage, string topic, ISet<string> asked)
    {
        stage.Topic = topic;
        stage.Fixed.Remove("price");
        stage.Fixed.Remove("dear");
        asked.Clear();
    }
}
