using System.CommandLine;

namespace Repartee.Benchmarks;

/// <summary>An option that is a number with a default.</summary>
internal static class NumberOption
{
    public static Option<int> Create(string name, string about, int value) =>
        new(name) { HelpName = "N", Description = about, DefaultValueFactory = _ => value };
}
