using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Repartee.Dialogue;
using Repartee.Rewards;

namespace Repartee.Samples.Tavern;

/// <summary>One answer.</summary>
/// <param name="Text">What the NPC said.</param>
/// <param name="Truncated">Whether the token limit ended it.</param>
internal sealed record HeldOutReply(string Text, bool Truncated);

/// <summary>What the actor answered to the held-out dialogues at one moment, and how good it was.</summary>
internal sealed class HeldOutReplies
{
    public HeldOutReplies(IReadOnlyList<DialogueState> rows, IReadOnlyList<HeldOutReply> replies, WeightedReward rewards)
    {
        Rows = rows;
        Replies = replies;
        Scores = rows.Zip(replies, (row, reply) => rewards.Score(new ReplyContext(row, reply.Text, null, reply.Truncated))).ToList();
        Reward = Scores.Average(score => score.Quality);
        Terms = Scores.SelectMany(score => score.Terms).GroupBy(term => term.Name)
            .ToDictionary(group => group.Key, group => group.Average(term => term.Value));
        var pairs = replies.SelectMany(reply => WordPairs(reply.Text.ToLowerInvariant())).ToList();
        Distinct2 = pairs.Count == 0 ? 0 : pairs.Distinct().Count() / (double)pairs.Count;
    }

    public IReadOnlyList<DialogueState> Rows { get; }

    /// <summary>One a row; so are <see cref="Scores"/>.</summary>
    public IReadOnlyList<HeldOutReply> Replies { get; }

    public IReadOnlyList<RewardBreakdown> Scores { get; }

    /// <summary>Mean reward before penalties, 0 to 1.</summary>
    public double Reward { get; }

    /// <summary>Mean of each reward term.</summary>
    public IReadOnlyDictionary<string, double> Terms { get; }

    /// <summary>Distinct word pairs in all replies, by the number of word pairs: falls when replies become alike. 0 without any.</summary>
    public double Distinct2 { get; }

    private static IEnumerable<(string, string)> WordPairs(string text)
    {
        var words = Regex.Matches(text, @"[\p{L}\p{M}\p{N}'’]+").Select(match => match.Value).ToList();
        return words.Zip(words.Skip(1));
    }
}
