using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using Repartee.Samples.Cli.Options;
using Repartee.Sessions;
using Repartee.Training.RewardModel;

namespace Repartee.Samples.Cli.Train;

/// <summary>Which rules score a reply, and how much each counts.</summary>
internal sealed class RewardOptions
{
    private static readonly RewardWeight[] Usual = [new("edit_distance", 0.6), new("repetition", 0.2), new("finished", 0.2)];

    /// <summary>Beside a reward model: what it is easily blind to, and nothing that asks the rows for solutions.</summary>
    private static readonly RewardWeight[] BesideModel = [new("repetition", 0.2), new("finished", 0.2)];

    private readonly Option<RewardWeight[]?> weights = new("--reward")
    {
        HelpName = "NAME=WEIGHT",
        Description = "A rule and its weight, once for each rule; a negative weight is a penalty. Rules: "
            + $"{string.Join(", ", RewardRules.Names)} [default: {Text(Usual)}; with --reward-model {Text(BesideModel)}].",
        Arity = ArgumentArity.OneOrMore,
        CustomParser = found => found.Tokens.Select(token =>
        {
            if (RewardWeight.Parse(token.Value) is RewardWeight weight)
                return weight;
            found.AddError(
                $"--reward: expected a rule ({string.Join(", ", RewardRules.Names)}) and a number, but found \"{token.Value}\". "
                + "Write --reward edit_distance=0.6.");
            return Usual[0];
        }).ToArray(),
    };

    private readonly Option<string?> length = CheckedOption.Text(
        "--length", "MIN-MAX", "With --reward length=...: how many words a good reply has [default: 5-40].");

    private readonly Option<string?> required = CheckedOption.Text(
        "--required", "WORD,WORD", "With --reward required_words=...: words that every reply must have [default: those of the row's tag "
        + "keywords].");

    private readonly Option<string?> forbidden = CheckedOption.Text(
        "--forbidden", "WORD,WORD", "With --reward forbidden_words=...: words that no reply may have [default: those of the row's tag "
        + "forbidden].");

    private readonly Option<string?> model = CheckedOption.Text(
        "--reward-model", "DIR", "A reward model, as the verb reward-model wrote it, that judges replies beside the rules.");

    private readonly Option<double?> modelWeight = CheckedOption.Number(
        "--reward-model-weight", "Its weight beside the rules' [default: 1].");

    public void AddTo(Command command)
    {
        AddRulesTo(command);
        foreach (var option in new Option[] { model, modelWeight })
            command.Options.Add(option);
    }

    /// <summary>Gives a command the options of rules alone.</summary>
    public void AddRulesTo(Command command)
    {
        foreach (var option in new Option[] { weights, length, required, forbidden })
            command.Options.Add(option);
    }

    /// <summary>Refuses the options of rules where nothing is scored.</summary>
    public void RequireNone(ParseResult parsed, string needed)
    {
        string? found = new Option[] { weights, length, required, forbidden }.FirstOrDefault(parsed.Has)?.Name;
        if (found != null)
            throw new UsageException($"{found}: expected {needed} with it, but found neither. Add one, or leave {found} out.");
    }

    public RewardRules ReadRules(ParseResult parsed)
    {
        var usual = parsed.Has(model) ? BesideModel : Usual;
        var chosen = parsed.GetValue(weights) is { Length: > 0 } found ? found : usual;
        RequireRule(parsed, chosen, length, RewardRules.Length);
        RequireRule(parsed, chosen, required, RewardRules.RequiredWords);
        RequireRule(parsed, chosen, forbidden, RewardRules.ForbiddenWords);
        var (shortest, longest) = Band(parsed.GetValue(length) ?? "5-40");
        return new RewardRules(chosen, shortest, longest, Words(parsed.GetValue(required)), Words(parsed.GetValue(forbidden)));
    }

    /// <summary>The reward model that is asked for, or null.</summary>
    public RewardModelTerm? ReadModel(ParseResult parsed)
    {
        if (parsed.GetValue(model) is string folder)
            return new RewardModelTerm { Folder = folder, Weight = parsed.GetValue(modelWeight) ?? 1 };
        return parsed.Has(modelWeight)
            ? throw new UsageException("--reward-model-weight: expected --reward-model with it, but found none. Add --reward-model DIR.")
            : null;
    }

    private static string Text(IEnumerable<RewardWeight> rules) => string.Join(" ", rules.Select(rule => $"{rule.Name}={rule.Weight}"));

    private static void RequireRule(ParseResult parsed, IReadOnlyList<RewardWeight> chosen, Option option, string rule)
    {
        if (parsed.Has(option) && chosen.All(weight => weight.Name != rule))
            throw new UsageException($"{option.Name}: expected --reward {rule}=WEIGHT with it, but found none. Add it.");
    }

    private static (int Shortest, int Longest) Band(string text)
    {
        var match = Regex.Match(text, @"^(\d{1,6})-(\d{1,6})$");
        if (match.Success && Bound(match, 1) <= Bound(match, 2))
            return (Bound(match, 1), Bound(match, 2));
        throw new UsageException($"--length: expected two numbers of words such as 5-40, but found \"{text}\". Write --length MIN-MAX.");
    }

    private static int Bound(Match match, int group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    private static IReadOnlyList<string> Words(string? list) =>
        list?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
}

/// <summary>A rule and how much it counts.</summary>
internal sealed record RewardWeight(string Name, double Weight)
{
    /// <summary>Reads <c>name=weight</c>; null where it is none.</summary>
    public static RewardWeight? Parse(string text)
    {
        var parts = text.Split('=');
        return parts.Length == 2 && RewardRules.Names.Contains(parts[0]) && CheckedOption.ParseNumber(parts[1]) is double weight
            ? new RewardWeight(parts[0], weight)
            : null;
    }
}
