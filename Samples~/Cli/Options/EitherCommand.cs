using System.Collections.Generic;
using System.CommandLine;
using System.Linq;

namespace Repartee.Samples.Cli.Options;

/// <summary>A verb that needs exactly one of some options.</summary>
internal sealed class EitherCommand : Command
{
    private readonly IReadOnlyList<Option> either;

    /// <param name="either">Become options of the command.</param>
    public EitherCommand(string name, string about, params Option[] either) : base(name, about)
    {
        this.either = either;
        foreach (var option in either)
        {
            option.Required = false;
            Options.Add(option);
        }
    }

    /// <summary>How to write the one that is needed.</summary>
    public string Usage => string.Join('|', either.Select(option => $"{option.Name} {option.HelpName}"));

    /// <summary>What is wrong with the options that are there, or null.</summary>
    public string? Fault(ParseResult parsed) => either.Count(parsed.Has) switch
    {
        0 => $"{Names("or")}: expected one of them, but found none. Write {Ways()}.",
        1 => null,
        _ => $"{Names("and")}: expected one of them, but found both. Leave one out.",
    };

    private string Names(string word) => string.Join($" {word} ", either.Select(option => option.Name));

    private string Ways() => string.Join(" or ", either.Select(option => $"{option.Name} {option.HelpName}"));
}
