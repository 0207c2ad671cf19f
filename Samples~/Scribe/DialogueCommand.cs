#nullable enable
using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using Repartee.Dialogue;
using Repartee.Samples.Scribe.Writing;

namespace Repartee.Samples.Scribe;

/// <summary>
/// <c>dialogues</c>: writes the data set of the Tavern sample: questions of players, and how a helpful NPC would answer them.
/// </summary>
internal static class DialogueCommand
{
    private const int Solutions = 16;

    internal static Command Create()
    {
        var output = new Option<string>("--out") { Description = "The .jsonl file to write.", Required = true };
        var train = new Option<int>("--train") { Description = "Rows to learn from (default 768).", DefaultValueFactory = _ => 768 };
        var held = new Option<int>("--heldout") { Description = "Rows to measure on (default 128).", DefaultValueFactory = _ => 128 };
        var seed = new Option<int>("--seed") { Description = "Decides the rows (default 7).", DefaultValueFactory = _ => 7 };
        var command = new Command("dialogues", "Write the data set of the Tavern sample.") { output, train, held, seed };
        command.SetAction(parsed =>
        {
            var rows = Write(parsed.GetValue(seed), parsed.GetValue(train), parsed.GetValue(held));
            DialogueDataset.Write(parsed.GetValue(output)!, rows);
            Console.WriteLine($"{rows.Count} rows written to {parsed.GetValue(output)}");
        });
        return command;
    }

    private static List<DialogueState> Write(int seed, int train, int held)
    {
        var writer = new TavernWriter(seed);
        var random = new Random(seed);
        var seen = new HashSet<string>();
        var rows = new List<DialogueState>();
        while (rows.Count < train + held)
        {
            var row = Row(writer, random, rows.Count < train ? "train" : "heldout");
            if (seen.Add(row.Persona + row.LastUserMessage!.Content))
                rows.Add(row);
        }

        return rows;
    }

    private static DialogueState Row(TavernWriter writer, Random random, string split)
    {
        string role = OneOf(TavernWriter.Roles, random), mood = OneOf(TavernWriter.Moods, random), topic = OneOf(TavernWriter.Topics, random);
        var scene = writer.Next(role, mood, topic, 1);
        var solutions = Enumerable.Range(0, 4 * Solutions).Select(_ => writer.NpcReply(role, mood, topic, Voice(role))).Distinct().Take(Solutions);
        var tags = new Dictionary<string, string>
        {
            ["role"] = role,
            ["topic"] = topic,
            ["keywords"] = writer.TopicWords(topic)[0],
            ["split"] = split,
        };
        return new DialogueState(scene.Persona, new[] { new DialogueMessage(DialogueRole.User, scene.Turns[0].Player) }, solutions, tags);
    }

    /// <summary>
    /// The voice that the tavern's author wants for each trade. The actor knows all of them and starts with any; learning brings out one.
    /// </summary>
    private static string Voice(string role) => role switch
    {
        "bard" or "barmaid" or "wizard" => "merry",
        "blacksmith" => "gruff",
        _ => "helpful",
    };

    private static string OneOf(IReadOnlyList<string> items, Random random) => items[random.Next(items.Count)];
}
