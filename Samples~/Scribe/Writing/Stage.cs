#nullable enable
using System;
using System.Collections.Generic;

namespace Repartee.Samples.Scribe.Writing;

/// <summary>Who speaks, about what and how, and what a scene has already fixed (places, prices, names).</summary>
internal sealed class Stage
{
    public Stage(string role, string mood, string topic, string style) =>
        (Role, Mood, Topic, Style) = (role, mood, topic, style);

    public string Role { get; }

    public string Mood { get; }

    public string Topic { get; set; }

    public string Style { get; set; }

    /// <summary>Slot values that stay the same for the whole scene.</summary>
    public Dictionary<string, string> Fixed { get; } = new(StringComparer.Ordinal);

    /// <summary>What the player has just said.</summary>
    public string Heard { get; set; } = "";

    /// <summary>Phrases already spoken in this scene.</summary>
    public HashSet<string> Used { get; } = new(StringComparer.Ordinal);
}
