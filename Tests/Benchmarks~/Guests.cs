using System.Collections.Generic;
using System.Linq;
using Repartee.Dialogue;

namespace Repartee.Benchmarks;

/// <summary>What the players of the benchmarks say.</summary>
internal static class Guests
{
    public const string Persona = "You keep the tavern at the ford and know everybody who passes.";

    public static IReadOnlyList<string> Lines { get; } =
    [
        "Good evening!", "Is the ale cold?", "What is in the stew tonight, and what does it cost?", "Has the miller been here?",
        "I seek the ferryman, have you seen him?", "Two coins? The inn at the bridge asks for one.", "Who is the stranger at the fire?",
        "A bed for the night, and hay for the horse.", "They say the ford is haunted.", "Bread and cheese.", "Goodbye, keeper.",
    ];

    public static IReadOnlyList<DialogueState> Rows { get; } =
        Lines.Select(line => DialogueState.Begin(Persona).With(DialogueMessage.FromUser(line))).ToList();
}
