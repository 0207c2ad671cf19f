#nullable enable
using System.Collections.Generic;
using System.Linq;
using Repartee.Dialogue;
using Repartee.Samples.Scribe.Writing;

namespace Repartee.Samples.Scribe;

/// <summary>Scenes of the tavern writer as dialogues.</summary>
internal static class SceneDialogues
{
    /// <summary>Writes scenes on all processors; the same seed and count give the same scenes in the same order.</summary>
    internal static List<DialogueState> Write(int seed, int count)
    {
        const int Chunk = 1000;
        return Enumerable.Range(0, (count + Chunk - 1) / Chunk).AsParallel().AsOrdered().SelectMany(chunk =>
        {
            var writer = new TavernWriter(unchecked(seed * 1_000_003 + chunk));
            return Enumerable.Range(0, System.Math.Min(Chunk, count - chunk * Chunk)).Select(_ => Dialogue(writer.Next())).ToList();
        }).ToList();
    }

    /// <summary>Persona and turns.</summary>
    internal static DialogueState Dialogue(Scene scene) => new(
        scene.Persona,
        scene.Turns.SelectMany(turn => new[]
        {
            new DialogueMessage(DialogueRole.User, turn.Player),
            new DialogueMessage(DialogueRole.Assistant, turn.Npc),
        }));
}
