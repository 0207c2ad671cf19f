#nullable enable
namespace Repartee.Unity
{
    /// <summary>The rules that a <see cref="RewardRule"/> can be. The numbers are stored in assets.</summary>
    public enum RewardKind
    {
        /// <summary>How near the reply is to the nearest solution (<see cref="Rewards.EditDistanceReward"/>).</summary>
        EditDistance = 0,

        /// <summary>Repeats neither itself nor what was said before (<see cref="Rewards.RepetitionReward"/>).</summary>
        Repetition = 1,

        /// <summary>Its length is in a band (<see cref="Rewards.LengthReward"/>).</summary>
        Length = 2,

        /// <summary>Has the words (<see cref="Rewards.RequiredWordsReward"/>).</summary>
        RequiredWords = 3,

        /// <summary>Lacks the words (<see cref="Rewards.ForbiddenWordsReward"/>).</summary>
        ForbiddenWords = 4,

        /// <summary>A regular expression matches (<see cref="Rewards.PatternReward"/>).</summary>
        Pattern = 5,

        /// <summary>The actor came to an end by itself (<see cref="Rewards.FinishedReward"/>).</summary>
        Finished = 6,
    }
}
