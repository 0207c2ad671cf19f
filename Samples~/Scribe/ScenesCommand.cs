#nullable enable
using System;
using System.CommandLine;
using Repartee.Samples.Scribe.Writing;

namespace Repartee.Samples.Scribe;

/// <summary><c>scenes</c>: prints some of the training text, to read it.</summary>
internal static class ScenesCommand
{
    internal static Command Create()
    {
        var count = new Option<int>("--count") { Description = "How many scenes (default 10).", DefaultValueFactory = _ => 10 };
        var seed = new Option<int>("--seed") { Description = "Decides the scenes (default 1).", DefaultValueFactory = _ => 1 };
        var command = new Command("scenes", "Print some scenes of the training text.") { count, seed };
        command.SetAction(parsed =>
        {
            var writer = new TavernWriter(parsed.GetValue(seed));
            for (int i = 0; i < parsed.GetValue(count); i++)
                Print(writer.Next());
        });
        return command;
    }

    private static void Print(Scene scene)
    {
        Console.WriteLine($"[{scene.Role}, {scene.Mood}, {scene.Topic}] {scene.Persona}");
        foreach (var turn in scene.Turns)
            Console.WriteLine($"  player: {turn.Player}\n  {scene.Name}: {turn.Npc}");
        Console.WriteLine();
    }
}
