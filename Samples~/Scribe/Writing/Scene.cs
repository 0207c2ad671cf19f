#nullable enable
using System.Collections.Generic;

namespace Repartee.Samples.Scribe.Writing;

/// <summary>One exchange: what the player says and what the character answers.</summary>
/// <param name="Player">The player's line.</param>
/// <param name="Npc">The character's reply.</param>
public sealed record Turn(string Player, string Npc);

/// <summary>A short talk between a player and one tavern character.</summary>
/// <param name="Role">The character's trade, one of <see cref="TavernWriter.Roles"/>.</param>
/// <param name="Name">The character's given name.</param>
/// <param name="Persona">One or two sentences that tell the character who they are.</param>
/// <param name="Mood">How they feel, one of <see cref="TavernWriter.Moods"/>.</param>
/// <param name="Topic">What the talk is about, one of <see cref="TavernWriter.Topics"/>.</param>
/// <param name="Turns">The exchanges, in order.</param>
public sealed record Scene(
    string Role, string Name, string Persona, string Mood, string Topic, IReadOnlyList<Turn> Turns);
