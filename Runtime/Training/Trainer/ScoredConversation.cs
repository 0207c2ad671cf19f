#nullable enable
using System.Collections.Generic;
using System.Linq;
using Repartee.Conversation;
using Repartee.Rewards;
using Repartee.Sessions;
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
        private ScoredConversation(FinishedConversation source, IReadOnlyList<ScoredReply> replies)
        {
            Replies = replies;
            var parts = replies
                .Select(r => new EpisodeReply(
                    r.Played.Start, r.Played.LogProbs, r.Played.PolicyVersion, r.Played.Context.Truncated, r.Total))
                .ToList();
            Episode = new Episode(source.Tokens, parts, source.Interrupted);
        }

        internal Episode Episode { get; }

        internal IReadOnlyList<ScoredReply> Replies { get; }

        /// <summary>Scores all replies at once.</summary>
        internal static List<ScoredConversation> All(IReadOnlyList<FinishedConversation> conversations, WeightedReward rewards)
        {
            var contexts = conversations.SelectMany(c => c.Replies).Select(r => r.Context).ToList();
            var scores = new Queue<RewardBreakdown>(rewards.ScoreAll(contexts));
            return conversations
                .Select(c => new ScoredConversation(c, c.Replies.Select(r => new ScoredReply(r, scores.Dequeue())).ToList()))
                .ToList();
        }

        /// <summary>The first replies, for people to read.</summary>
        internal static IReadOnlyList<ReplySample> Samples(IEnumerable<ScoredConversation> buffer, int count) =>
            buffer.SelectMany(c => c.Replies).Take(count).Select(reply => new ReplySample(
                reply.Played.PolicyVersion,
                reply.Played.Context.State.Persona,
                reply.Played.Context.State.LastUserMessage?.Content ?? reply.Played.Context.State.RawContext ?? "",
                reply.Played.Context.Reply,
                reply.Total,
                reply.Breakdown.Terms.ToDictionary(t => t.Name, t => t.Value),
                reply.Played.GameRewards.Select(r => new KeyValuePair<string, double>(r.Name, r.Value)).ToList(),
                reply.Breakdown.Terms.Where(t => t.Error != null).ToDictionary(t => t.Name, t => t.Error!))).ToList();
    }
}
