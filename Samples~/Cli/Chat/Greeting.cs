using System.Collections.Generic;
using System.IO;
using System.Linq;
using Repartee.Frozen;
using Repartee.Samples.Cli.Display;

namespace Repartee.Samples.Cli.Chat;

/// <summary>What a person is told before the first line: who is there, and how to end.</summary>
internal static class Greeting
{
    public static IEnumerable<string> Lines(FrozenActor actor, string file, string persona)
    {
        string updates = actor.Info.PolicyVersion is long version ? $", {version:N0} updates" : "";
        string name = actor.Info.Name is string given ? VisibleText.OneLine(given) : Path.GetFileName(file);
        yield return $"{name}: {actor.Config.Architecture}, {actor.Config.Layers} layers{updates}, "
            + $"{actor.Config.ContextLength:N0} tokens of context, {ByteSize.Text(new FileInfo(file).Length)}";
        yield return persona.Length > 0
            ? $"Persona: {VisibleText.OneLine(persona)}"
            : "Persona: none. --system \"You are ...\" says who it is to be.";
        yield return "Say something. Ctrl-C stops a reply; an empty line ends.";
    }
}
