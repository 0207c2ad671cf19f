using System.Collections.Generic;
using System.Linq;
using Repartee.Rewards;
using Repartee.Samples.Cli.Rows;

namespace Repartee.Samples.Cli.Train;

/// <summary>The chosen rules, and what they ask of each row.</summary>
/// <param name="Weights">At least one.</param>
/// <param name="Shortest">Words of the shortest good reply.</param>
/// <param name="Longest">Words of the longest.</param>
/// <param name="Required">Words of every good reply; empty for those of the row's tag.</param>
/// <param name="Forbidden">Words of no good reply; empty for those of the row's tag.</param>
internal sealed record RewardRules(
    IReadOnlyList<RewardWeight> Weights, int Shortest, int Longest, IReadOnlyList<string> Required, IReadOnlyList<string> Forbidden)
{
    public const string Length = "length";
    public const string RequiredWords = "required_words";
    public const string ForbiddenWords = "forbidden_words";

    private const string EditDistance = "edit_distance";
    private const string Repetition = "repetition";
    private const string Finished = "finished";
    private const string RequiredTag = "keywords";
    private const string ForbiddenTag = "forbidden";

    public static IReadOnlyList<string> Names { get; } = [EditDistance, Repetition, Length, Finished, RequiredWords, ForbiddenWords];

    public WeightedReward Build() =>
        Weights.Aggregate(new WeightedReward(), (sum, term) => sum.Add(Function(term.Name), term.Weight, term.Name));

    /// <summary>What the weights do not say, in one line: another text, another reward.</summary>
    public string Details =>
        $"{Shortest}-{Longest} words, required \"{string.Join(", ", Required)}\", forbidden \"{string.Join(", ", Forbidden)}\"";

    /// <summary>Refuses a row that a rule could not judge.</summary>
    public void Check(DialogueRow row)
    {
        if (Has(EditDistance) && row.State.Solutions.Count == 0)
        {
            throw new UsageException(
                $"{row.Place}: expected a \"solution\", because --reward {EditDistance} compares replies with it, but found none. "
                + "Add one, or choose other rules.");
        }

        if (Has(RequiredWords) && Required.Count == 0)
            RequireTag(row, RequiredTag, "--required");
        if (Has(ForbiddenWords) && Forbidden.Count == 0)
            RequireTag(row, ForbiddenTag, "--forbidden");
    }

    private static void RequireTag(DialogueRow row, string tag, string option)
    {
        if (!row.State.Tags.ContainsKey(tag))
        {
            throw new UsageException(
                $"{row.Place}: expected the tag \"{tag}\" with words parted by commas, but found none. "
                + $"Add it (empty for no words), or name the same words for all rows by {option}.");
        }
    }

    private bool Has(string rule) => Weights.Any(weight => weight.Name == rule);

    private IRewardFunction Function(string name) => name switch
    {
        EditDistance => new EditDistanceReward(),
        Repetition => new RepetitionReward(),
        Length => new LengthReward(Shortest, Longest),
        RequiredWords => Required.Count > 0 ? new RequiredWordsReward(Required) : RequiredWordsReward.FromTag(RequiredTag),
        ForbiddenWords => Forbidden.Count > 0 ? new ForbiddenWordsReward(Forbidden) : ForbiddenWordsReward.FromTag(ForbiddenTag),
        _ => new FinishedReward(),
    };
}
