using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.Linq;
using Repartee.Samples.Cli.Chat;
using Repartee.Samples.Cli.Export;
using Repartee.Samples.Cli.Freeze;
using Repartee.Samples.Cli.Generate;
using Repartee.Samples.Cli.Info;
using Repartee.Samples.Cli.Inspect;
using Repartee.Samples.Cli.Options;
using Repartee.Samples.Cli.Replay;
using Repartee.Samples.Cli.Report;
using Repartee.Samples.Cli.RewardModel;
using Repartee.Samples.Cli.Sft;
using Repartee.Samples.Cli.Train;

namespace Repartee.Samples.Cli;

/// <summary>The verbs, and what the program says where arguments are not as they should be.</summary>
internal sealed class CliCommandLine(Terminal terminal)
{
    private const string About =
        "NPCs that learn to talk: language-model actors as they come from the Hugging Face hub, outside of any editor.\n\n"
        + "Exit code: 0 success, 2 wrong use (one line says what to do), 130 stopped by Ctrl-C, 1 any other failure.";

    // No RootCommand, which would be called after the program's file.
    private readonly Command root = new("repartee", About)
    {
        new HelpOption(),
        new VersionOption(),
        new GenerateVerb(terminal).Command,
        new TrainVerb(terminal).Command,
        new ReplayVerb(terminal).Command,
        new ExportVerb(terminal).Command,
        new SftVerb(terminal).Command,
        new RewardModelVerb(terminal).Command,
        new InfoVerb(terminal).Command,
        new FreezeVerb(terminal).Command,
        new InspectVerb(terminal).Command,
        new ChatVerb(terminal).Command,
        new ReportVerb(terminal).Command,
    };

    /// <summary>Reads the arguments.</summary>
    /// <param name="args">As the program got them.</param>
    /// <returns>What to invoke: a verb, or help or the version where they are asked for.</returns>
    /// <exception cref="UsageException">They are not as they should be.</exception>
    public ParseResult Parse(IReadOnlyList<string> args)
    {
        var result = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        if (result.Action is { ClearsParseErrors: true })
            return result;
        var command = result.CommandResult.Command;
        if (Fault(result, command) is string fault)
            throw new UsageException(fault, Usage(command));
        return result;
    }

    private string? Fault(ParseResult result, Command command)
    {
        if (result.UnmatchedTokens.Count > 0)
            return $"Expected one of {Names(command)}, but found \"{result.UnmatchedTokens[0]}\".";
        if (command == root)
            return $"Expected one of {Names(command)}, but found nothing.";
        if ((command as EitherCommand)?.Fault(result) is string fault)
            return fault;
        var absent = command.Arguments.FirstOrDefault(argument => result.GetResult(argument) is null or { Tokens.Count: 0 });
        if (absent != null)
            return $"{absent.HelpName}: expected it, but found none. Write repartee {command.Name} {absent.HelpName}.";
        var missing = command.Options.FirstOrDefault(option => option.Required && !result.Has(option));
        if (missing != null)
            return $"{missing.Name}: expected it, but found none. Write {missing.Name} {missing.HelpName}.";
        return result.Errors.Count > 0 ? Describe(result.Errors[0]) : null;
    }

    private static string Describe(ParseError error)
    {
        var found = error.SymbolResult as OptionResult ?? error.SymbolResult?.Parent as OptionResult;
        return found switch
        {
            { Tokens.Count: 0 } => $"{found.Option.Name}: expected a value after it, but found none. "
                + $"Write {found.Option.Name} {found.Option.HelpName}.",
            { Tokens.Count: > 1, Option.Arity.MaximumNumberOfValues: 1 } => $"{found.Option.Name}: expected it once, but found it "
                + $"{found.Tokens.Count} times. Write it once.",
            _ => error.Message,
        };
    }

    private string Names(Command command) => command == root
        ? string.Join(", ", command.Subcommands.Select(verb => verb.Name))
        : string.Join(", ", command.Arguments.Select(argument => argument.HelpName).Concat(command.Options.Select(option => option.Name)));

    private string Usage(Command command)
    {
        if (command == root)
            return "Usage: repartee VERB [options]. See repartee --help.";
        var needed = command.Options.Where(option => option.Required).Select(option => $"{option.Name} {option.HelpName}");
        if (command is EitherCommand either)
            needed = needed.Prepend(either.Usage);
        string words = string.Join(' ', command.Arguments.Select(argument => argument.HelpName).Concat(needed).Prepend(command.Name));
        return $"Usage: repartee {words} [options]. See repartee {command.Name} --help.";
    }
}
