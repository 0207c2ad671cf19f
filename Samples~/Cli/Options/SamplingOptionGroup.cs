using System.CommandLine;
using Repartee.Conversation;

namespace Repartee.Samples.Cli.Options;

/// <summary>How tokens are drawn.</summary>
internal sealed class SamplingOptionGroup(string usualTokens)
{
    private readonly Option<int?> tokens = CheckedOption.Whole<int>(
        "--tokens", 1, 1_000_000, $"Tokens to make at most [default: {usualTokens}].");

    private readonly Option<double?> temperature = CheckedOption.Number(
        "--temperature", "0 for always the likeliest token, to 10; 1 draws as the actor learnt [default: what comes with the actor, else "
        + "1].");

    private readonly Option<int?> topK = CheckedOption.Whole<int>(
        "--top-k", 0, int.MaxValue, "Draw from the N likeliest tokens; 0 for all [default: what comes with the actor, else 0].");

    private readonly Option<double?> topP = CheckedOption.Number(
        "--top-p", "Draw from the likeliest tokens that together have this probability [default: what comes with the actor, else 1].");

    private readonly Option<double?> penalty = CheckedOption.Number(
        "--repetition-penalty", "Make tokens rarer that the reply already has: 1 for off, to 10; 1.2 is much [default: what comes with the "
        + "actor, else 1].");

    private readonly Option<ulong?> seed = CheckedOption.Whole<ulong>(
        "--seed", 0, ulong.MaxValue, "Decides the draws: the same seed, the same text on the same machine [default: 1].");

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { tokens, temperature, topK, topP, penalty, seed })
            command.Options.Add(option);
    }

    public SamplingChoice Read(ParseResult parsed) => new(
        parsed.GetValue(tokens), parsed.GetValue(temperature), parsed.GetValue(topK), parsed.GetValue(topP), parsed.GetValue(penalty));

    public ulong Seed(ParseResult parsed) => parsed.GetValue(seed) ?? 1;
}

/// <summary>How tokens are to be drawn; null where the actor's makers decide.</summary>
internal sealed record SamplingChoice(int? Tokens, double? Temperature, int? TopK, double? TopP, double? RepetitionPenalty)
{
    /// <summary>The choice, filled up with what the makers advise.</summary>
    /// <exception cref="System.ArgumentException">A value is out of its range.</exception>
    public SamplingOptions Over(SamplingOptions advice)
    {
        var chosen = advice with
        {
            MaxTokens = Tokens ?? advice.MaxTokens,
            TopP = TopP ?? advice.TopP,
            RepetitionPenalty = RepetitionPenalty ?? advice.RepetitionPenalty,
        };
        chosen = Temperature switch
        {
            null => chosen with { TopK = TopK ?? advice.TopK },
            0 => SamplingOptions.Greedy with { MaxTokens = chosen.MaxTokens, RepetitionPenalty = chosen.RepetitionPenalty },
            double warm => chosen with { Temperature = warm, TopK = TopK ?? (IsGreedy(advice) ? 0 : advice.TopK) },
        };
        chosen.Validate();
        return chosen;
    }

    private static bool IsGreedy(SamplingOptions advice) => advice.TopK == SamplingOptions.Greedy.TopK;
}
