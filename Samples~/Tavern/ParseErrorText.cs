using System.CommandLine.Parsing;

namespace Repartee.Samples.Tavern;

/// <summary>What a person reads when a command line is wrong: what was expected, what was found, what to write.</summary>
internal static class ParseErrorText
{
    /// <summary>One line.</summary>
    public static string Describe(ParseError error)
    {
        var found = error.SymbolResult as OptionResult ?? error.SymbolResult?.Parent as OptionResult;
        return found switch
        {
            { Tokens.Count: 0 } => $"{found.Option.Name}: expected a value after it, but found none. "
                + $"Write {found.Option.Name} {found.Option.HelpName}.",
            { Tokens.Count: > 1 } => $"{found.Option.Name}: expected it once, but found it {found.Tokens.Count} times. Write it once.",
            _ => error.Message,
        };
    }
}
