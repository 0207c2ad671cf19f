using System.CommandLine;
using System.IO;

namespace Repartee.Benchmarks.Actors;

/// <summary>The options that choose a benchmark's actor.</summary>
internal sealed class ActorOptions
{
    public ActorOptions(string defaultShape)
    {
        Shape = new("--shape")
        {
            HelpName = "NAME",
            Description = "Shape of an actor with random weights",
            DefaultValueFactory = _ => defaultShape,
        };
        Shape.AcceptOnlyFromAmong([.. ActorShape.All.Keys]);
    }

    public Option<string> Shape { get; }

    public Option<DirectoryInfo?> Folder { get; } = new("--actor")
    {
        HelpName = "DIR",
        Description = "Folder of an actor, instead of a shape",
    };

    public ActorSource Source(ParseResult arguments) => new(arguments.GetValue(Shape)!, arguments.GetValue(Folder)?.FullName);
}
