using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Repartee.Dialogue;
using Repartee.Frozen;
using Repartee.Samples.Cli.Chat;

namespace Repartee.Samples.Tavern;

/// <summary>The actor that a run leaves behind, frozen.</summary>
/// <param name="file">Where it is.</param>
/// <param name="heldOut">Dialogues that it never learnt from; the first one's persona talks.</param>
internal sealed class TrainedActor(string file, IEnumerable<DialogueState> heldOut)
{
    private readonly string persona = heldOut.Select(row => row.Persona).FirstOrDefault(text => text.Length > 0) ?? "";

    /// <summary>What to type, in the repository's folder, to talk with it later.</summary>
    public string Command => $"dotnet run -c Release --project Samples~/Cli -- chat \"{file}\" --system \"{Typed}\"";

    /// <summary>As it can stand between quotes in any shell; an example where it can not.</summary>
    private string Typed => persona.Length > 0 && !persona.Any(letter => char.IsControl(letter) || "\"$`\\%!".Contains(letter))
        ? persona
        : "You are ...";

    /// <summary>Talks with a person until an empty line, Ctrl-D or Ctrl-C.</summary>
    public async Task TalkAsync(Speaker speaker, TextWriter output, TextWriter error, CancellationToken stop)
    {
        await using var actor = await FrozenActor.LoadAsync(file);
        output.WriteLine();
        foreach (string line in Greeting.Lines(actor, file, persona))
            output.WriteLine(line);
        try
        {
            var talk = actor.BeginConversation(DialogueState.Begin(persona));
            await new ChatLoop(talk, speaker, output, error).RunAsync(actor.Sampling, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The run is done: nothing was stopped but the talk.
        }
    }
}
