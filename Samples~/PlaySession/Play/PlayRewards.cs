using Repartee.Rewards;

namespace Repartee.Samples.PlaySession.Play;

/// <summary>What makes a good reply: as in the tavern, but rows of the player have no solutions, and the player adds a reward.</summary>
internal static class PlayRewards
{
    /// <summary>Name of the reward that the player gives.</summary>
    public const string Player = "player";

    /// <summary>What a thumb up adds to the reward of a reply, and a thumb down takes from it; the other terms give 0 to 1
    /// together.</summary>
    public const double PlayersThumb = 1;

    private const string KeywordsTag = "keywords";

    public static WeightedReward Create() => new WeightedReward()
        .Add(NearSolution(), 0.3)
        .Add(OnTopic(), 0.5)
        .Add(new LengthReward(minimum: 8, maximum: 26), 0.1, "good_length")
        .Add(new RepetitionReward(), 0.05, "no_repetition")
        .Add(new FinishedReward(), 0.05, "finished");

    /// <summary>Half way where nobody says what is right.</summary>
    private static DelegateReward NearSolution()
    {
        var distance = new EditDistanceReward(EditUnit.Characters);
        return new DelegateReward("near_solution", reply => reply.State.Solutions.Count > 0 ? distance.Score(reply) : 0.5);
    }

    private static DelegateReward OnTopic()
    {
        var keywords = RequiredWordsReward.FromTag(KeywordsTag);
        return new DelegateReward("on_topic", reply => reply.State.Tags.ContainsKey(KeywordsTag) ? keywords.Score(reply) : 0.5);
    }
}
