#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;

namespace Repartee.Training.Trainer
{
    /// <summary>Means over the replies of one buffer.</summary>
    internal static class RewardStatistics
    {
        internal static void Add(IReadOnlyList<ScoredConversation> buffer, IDictionary<string, double> metrics)
        {
            var replies = buffer.SelectMany(c => c.Replies).ToList();
            double mean = replies.Average(r => r.Total);
            metrics["objective/scores"] = mean;
            metrics["objective/scores_std"] = Math.Sqrt(replies.Average(r => (r.Total - mean) * (r.Total - mean)));
            metrics["objective/quality"] = replies.Average(r => r.Breakdown.Quality);
            foreach (var term in replies.SelectMany(r => r.Breakdown.Terms).GroupBy(t => t.Name))
                metrics["reward/" + term.Key] = term.Average(t => t.Value);
            foreach (var term in replies.SelectMany(r => r.Played.GameRewards).GroupBy(t => t.Name))
                metrics["reward/" + term.Key] = term.Average(t => t.Value);
            metrics["reward/errors"] = replies.Sum(r => r.Breakdown.ErrorCount);
            metrics["rollout/response_length_mean"] = replies.Average(r => r.Played.LogProbs.Length);
            metrics["rollout/distinct_pairs"] = DistinctPairs(replies);
            metrics["rollout/truncated_rate"] = replies.Average(r => r.Played.Context.Truncated ? 1.0 : 0.0);
        }

        /// <summary>Distinct pairs of neighbouring tokens over all pairs; 1 where no reply has two tokens.</summary>
        private static double DistinctPairs(IEnumerable<ScoredReply> replies)
        {
            var pairs = replies.SelectMany(r => r.Played.Context.Tokens.Zip(r.Played.Context.Tokens.Skip(1), (a, b) => (a, b))).ToList();
            return pairs.Count == 0 ? 1 : pairs.Distinct().Count() / (double)pairs.Count;
        }
    }
}
