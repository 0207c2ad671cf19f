using Repartee.Rewards;

namespace Repartee.Samples.Tavern;

/// <summary>What makes a good reply in this tavern.</summary>
internal static class TavernRewards
{
    private const string KeywordsTag = "keywords";

    /// <summary>The terms with their weights. All give 0 to 1 and none is a penalty, so the reward is 0 to 1 too.</summary>
    public static WeightedReward Create() => new WeightedReward()
        .Add(new EditDistanceReward(EditUnit.Characters), 0.3, "near_solution")
        .Add(OnTopic(), 0.5)
        .Add(new LengthReward(minimum: 8, maximum: 26), 0.1, "good_length")
        .Add(new RepetitionReward(), 0.05, "no_repetition")
        .Add(new FinishedReward(), 0.05, "finished");

    /// <summary>The row's keywords are in the reply; a row without keywords asks for none.</summary>
    private static DelegateReward OnTopic()
    {
        var keywords = RequiredWordsReward.FromTag(KeywordsTag);
        return new DelegateReward("on_topic", reply => reply.State.Tags.ContainsKey(KeywordsTag) ? keywords.Score(reply) : 1);
    }
}
