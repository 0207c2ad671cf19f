#nullable enable
using System.Collections.Generic;
using System.Linq;
using Repartee.Rewards;
using Repartee.Training.Experience;

namespace Repartee.Training.Trainer
{
    /// <summary>One reply with what the reward functions and the game gave for it.</summary>
    internal sealed class ScoredReply
    {
        internal ScoredReply(PlayedReply played, RewardBreakdown breakdown)
        {
            Played = played;
            Breakdown = breakdown;
            Total = breakdown.Total + played.GameRewards.Sum(r => r.Value);
        }

        internal PlayedReply Played { get; }

        internal RewardBreakdown Breakdown { get; }

        /// <summary>The functions' total plus the game's rewards: the score that PPO sees.</summary>
        internal double Total { get; }
    }

    /// <summary>A finished conversation on its way into the buffer.</summary>
    internal sealed class ScoredConversation
    {
        private ScoredConversation(FinishedConversation source, Episode episode, IReadOnlyList<ScoredReply> replies)
        {
            Source = source;
            Episode = episode;
            Replies = replies;
        }

        /// <summary>As it was played: a checkpoint keeps this and scores again.</summary>
        internal FinishedConversation Source { get; }

        internal Episode Episode { get; }

        internal IReadOnlyList<ScoredReply> Replies { get; }

        internal static ScoredConversation From(FinishedConversation conversation, WeightedReward rewards)
        {
            var replies = conversation.Replies.Select(r => new ScoredReply(r, rewards.Score(r.Context))).ToList();
            var parts = replies
                .Select(r => new EpisodeReply(
                    r.Played.Start, r.Played.LogProbs, r.Played.PolicyVersion, r.Played.Context.Truncated, r.Total))
                .ToList();
            return new ScoredConversation(conversation, new Episode(conversation.Tokens, parts, conversation.Interrupted), replies);
        }
    }
}
